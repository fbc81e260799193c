package provisioner.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import provisioner.apply.HostProbe;
import provisioner.apply.HostSession;
import provisioner.mysql.Databases;
import provisioner.remote.connection.Connection;
import provisioner.remote.connector.Connector;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Opens the sessions to hosts, and new ones if a session was lost while nothing was running. */
final class SessionOpener {
    /** For an unstable network or a host that boots. */
    private static final Duration UNREACHABLE_PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** For a run that may take minutes: each look is a login. */
    private static final Duration LOCK_PAUSE = Duration.ofSeconds(3);

    private final RunOptions options;
    private final ShellOptions shell;
    private final Consumer<Event> events;
    private final Connector connector;

    SessionOpener(RunOptions options, boolean locked, Consumer<Event> events) {
        this.options = options;
        this.shell = locked
                ? ShellOptions.locking(options.runId(), options.who())
                : ShellOptions.reading(options.runId(), options.who());
        this.events = events;
        this.connector = new Connector(options.passphrases());
    }

    /** @param probe the first probe, which is sent along */
    HostSession first(String host, Supplier<HostProbe> probe) throws RemoteException, InterruptedException {
        try {
            return unlocked(host, probe);
        } catch (RemoteException e) {
            if (e.kind() != Kind.LOST) {
                throw e;
            }
            return recovered(host);
        }
    }

    /** Waits for the lock that another run holds, as long as the operator wants to. */
    private HostSession unlocked(String host, Supplier<HostProbe> probe) throws RemoteException, InterruptedException {
        Runnable whenConnected = () -> events.accept(new Event.HostConnected(host));
        long since = System.nanoTime();
        for (boolean first = true; ; first = false) {
            try {
                return open(host, first ? whenConnected : () -> {}, Optional.of(probe));
            } catch (RemoteException e) {
                Duration waited = Duration.ofNanos(System.nanoTime() - since);
                if (e.kind() != Kind.LOCKED
                        || waited.compareTo(options.lockWait()) >= 0
                        || options.stopping().getAsBoolean()) {
                    throw e;
                }
                if (first) {
                    events.accept(new Event.HostNote(
                            host,
                            e.getMessage() + "; waiting for up to "
                                    + options.lockWait().toSeconds() + " s"));
                }
                Thread.sleep(LOCK_PAUSE);
            }
        }
    }

    /** @param gone the lost session, which is closed */
    HostSession after(String host, HostSession gone) throws RemoteException, InterruptedException {
        gone.close();
        return recovered(host);
    }

    /** A session in place of one that was closed because nobody needed it. */
    HostSession again(String host) throws RemoteException, InterruptedException {
        return open(host, () -> {}, Optional.empty());
    }

    /** One attempt. */
    HostSession once(String host, HostSession gone) throws RemoteException, InterruptedException {
        gone.close();
        return open(host, () -> {}, Optional.empty());
    }

    /**
     * Retries while the host may come back, and while it has not noticed the loss yet, because until then it holds the
     * lock for this very run.
     */
    private HostSession recovered(String host) throws RemoteException, InterruptedException {
        events.accept(
                new Event.HostNote(host, "the connection was lost while nothing was being changed; reconnecting"));
        long since = System.nanoTime();
        while (true) {
            try {
                return open(host, () -> {}, Optional.empty());
            } catch (RemoteException e) {
                Duration waited = Duration.ofNanos(System.nanoTime() - since);
                if (waited.compareTo(patience(e)) > 0 || options.stopping().getAsBoolean()) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private Duration patience(RemoteException e) {
        return switch (e.kind()) {
            case UNREACHABLE, LOST -> UNREACHABLE_PATIENCE;
            case LOCKED -> shell.heartbeatLimit().plus(UNREACHABLE_PATIENCE);
            default -> Duration.ZERO;
        };
    }

    private HostSession open(String host, Runnable whenConnected, Optional<Supplier<HostProbe>> probe)
            throws RemoteException, InterruptedException {
        Target target = Objects.requireNonNull(options.targets().get(host), "every host of the program has a target");
        Connection connection = connector.connect(target);
        Shell opened = null;
        try {
            whenConnected.run();
            // Built while the host prepares the shell.
            Optional<CompletableFuture<HostProbe>> asked =
                    probe.map(made -> CompletableFuture.supplyAsync(made, Thread::startVirtualThread));
            opened = connection.openShell(
                    shell, () -> asked.map(made -> made.join().script()).orElse(""));
            return new HostSession(connection, opened, new Databases(connection), asked.map(CompletableFuture::join));
        } finally {
            if (opened == null) {
                connection.close();
            }
        }
    }
}
