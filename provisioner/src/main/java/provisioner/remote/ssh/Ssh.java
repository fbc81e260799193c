package provisioner.remote.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHRuntimeException;
import org.slf4j.LoggerFactory;
import provisioner.remote.connection.Connection;
import provisioner.remote.ssh.crypto.BouncyCastle;
import provisioner.remote.ssh.crypto.SshAlgorithms;
import provisioner.remote.ssh.crypto.WarmUp;
import provisioner.remote.ssh.hostkey.HostKeyCheck;
import provisioner.remote.ssh.hostkey.KnownHostsWriter;
import provisioner.remote.ssh.login.Identities;
import provisioner.remote.target.HungUpException;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Opens connections. One object serves all hosts of a run. Thread-safe. */
public final class Ssh {
    /** More than ten seconds in total. */
    private static final int ATTEMPTS = 6;

    private static final long FIRST_PAUSE_MS = 250;

    private final KnownHostsWriter knownHosts = new KnownHostsWriter();
    private final JumpHosts jumpHosts = new JumpHosts(this::open);
    private final Identities identities;

    public Ssh(PassphrasePrompt passphrases) {
        this.identities = new Identities(passphrases);
    }

    /** Prepares the first connection of a run in the background, before any host is contacted. Returns at once. */
    public static void warmUp() {
        // First, because two threads that look for a logger at once cause a warning on standard error.
        LoggerFactory.getILoggerFactory();
        Thread.ofVirtual().name("warm up SSH").start(WarmUp::everything);
    }

    /**
     * Connects, checks the host key and authenticates.
     *
     * @throws RemoteException {@code UNREACHABLE}, {@code HOST_KEY}, {@code AUTHENTICATION} or {@code PROTOCOL}
     */
    public Connection connect(Target target) throws RemoteException, InterruptedException {
        target.requireUp();
        return new SshConnection(this, open(target));
    }

    /**
     * Tries again if the host closed the connection before it identified itself, or while somebody typed a passphrase.
     * sshd does so while others log in (MaxStartups) and when a login takes too long (LoginGraceTime). Nothing has
     * started on the host yet.
     */
    private SshLink open(Target target) throws RemoteException, InterruptedException {
        Deadline deadline = new Deadline(target.timeouts().opening());
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(target, deadline);
            } catch (HungUpException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                // A random pause, so that not all retry at the same time.
                long pause = FIRST_PAUSE_MS << (attempt - 1);
                Thread.sleep(ThreadLocalRandom.current().nextLong(pause, 2 * pause));
            }
        }
    }

    private SshLink attempt(Target target, Deadline deadline) throws RemoteException, InterruptedException {
        HostKeyCheck check = check(target);
        SshLink link = new SshLink(target, client(target, check), route(target), deadline);
        boolean connected = false;
        try {
            deadline.within(link, () -> {
                handshake(link, check);
                return true;
            });
            Login.in(link, identities);
            link.route().know();
            connected = true;
            return link;
        } finally {
            if (!connected) {
                link.abort();
            }
        }
    }

    private Route route(Target target) throws RemoteException, InterruptedException {
        if (target.proxyCommand().isPresent()) {
            return ProxyCommand.start(target, target.proxyCommand().get());
        }
        return target.via().isPresent() ? jumpHosts.route(target, target.via().get()) : Route.direct(target);
    }

    private HostKeyCheck check(Target target) throws RemoteException {
        try {
            return new HostKeyCheck(target, knownHosts);
        } catch (IOException e) {
            throw new RemoteException(Kind.HOST_KEY, "cannot read the known host keys: " + e.getMessage(), "", e);
        }
    }

    private static SSHClient client(Target target, HostKeyCheck check) {
        SSHClient client = new SSHClient(new SshAlgorithms(check.certificates()));
        int timeout = Math.toIntExact(target.timeouts().connect().toMillis());
        client.setTimeout(timeout);
        client.getTransport().setTimeoutMs(timeout);
        client.addHostKeyVerifier(check);
        client.addAlgorithmsVerifier(negotiated -> {
            if (negotiated.getSignatureAlgorithm().startsWith("ecdsa")) {
                BouncyCastle.require();
            }
            return true;
        });
        if (client.getConnection().getKeepAlive() instanceof KeepAliveRunner keepAlive) {
            keepAlive.setKeepAliveInterval(
                    Math.toIntExact(target.timeouts().keepAlive().toSeconds()));
            keepAlive.setMaxAliveCount(target.timeouts().unanswered());
        }
        return client;
    }

    private static void handshake(SshLink link, HostKeyCheck check) throws RemoteException, InterruptedException {
        Target target = link.target();
        try {
            link.route().connect(link.client(), target);
        } catch (IOException | SSHRuntimeException e) {
            SshLink.rethrowInterrupt(e);
            if (check.refusal().isPresent()) {
                throw check.refusal().get();
            }
            Optional<RemoteException> reason = link.route().failure(target);
            if (reason.isPresent()) {
                throw reason.get();
            }
            throw noSession(target, e);
        }
    }

    private static RemoteException noSession(Target target, Exception e) {
        if (hungUp(e)) {
            return new HungUpException(
                    target.place() + " accepts the connection and closes it at once",
                    "check that this is sshd's port; sshd may be busy with other logins (MaxStartups in its"
                            + " sshd_config) or refuse this machine for a while (PerSourcePenalties)",
                    e);
        }
        String what = target.place() + " answers, but no SSH session can be established";
        if (timedOut(e)) {
            double seconds = target.timeouts().connect().toMillis() / 1000.0;
            String hint = "the host may be overloaded; if not, check that this is sshd's port";
            return new RemoteException(Kind.PROTOCOL, what + " in " + seconds + " s", hint, e);
        }
        return new RemoteException(
                Kind.PROTOCOL,
                what + ": " + Printable.line(String.valueOf(e.getMessage())),
                "check that this is sshd's port; it must offer curve25519 or ECDH with AES (GCM or CTR), and SHA-2",
                e);
    }

    private static boolean timedOut(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Whether the stream ended or was reset, and did not contain invalid data. */
    private static boolean hungUp(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException || cause instanceof SocketException) {
                return true;
            }
        }
        return String.valueOf(e.getMessage()).contains("closed connection during identification");
    }
}
