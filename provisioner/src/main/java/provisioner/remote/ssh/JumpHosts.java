package provisioner.remote.ssh;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import net.schmizz.sshj.connection.channel.OpenFailException;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/**
 * Keeps one connection to each jump host, which all hosts behind it share. Fifty logins at once would exceed its sshd's
 * MaxStartups. Forwarded connections do not count for MaxSessions.
 */
final class JumpHosts {
    /** Connects to a jump host. */
    interface Opener {
        SshLink open(Target target) throws RemoteException, InterruptedException;
    }

    private static final class Hop {
        private final CompletableFuture<SshLink> link = new CompletableFuture<>();
        private int users;
        private boolean taken;
    }

    private final Opener opener;
    private final Map<Target, Hop> hops = new HashMap<>();

    JumpHosts(Opener opener) {
        this.opener = opener;
    }

    /** A route to the target through the jump host. */
    Route route(Target target, Target via) throws RemoteException, InterruptedException {
        Hop hop = join(via);
        boolean joined = false;
        try {
            Route.Tunnel channel = forward(link(hop, via), target);
            joined = true;
            AtomicBoolean released = new AtomicBoolean();
            return new Route.Forwarded(channel, () -> {
                if (!released.getAndSet(true)) {
                    leave(via, hop);
                }
            });
        } finally {
            if (!joined) {
                leave(via, hop);
            }
        }
    }

    private synchronized Hop join(Target via) {
        Hop hop = hops.get(via);
        if (hop == null || gone(hop)) {
            hop = new Hop();
            hops.put(via, hop);
        }
        hop.users++;
        return hop;
    }

    private static boolean gone(Hop hop) {
        return hop.link.isCompletedExceptionally()
                || hop.link.isDone() && !hop.link.join().client().isConnected();
    }

    private void leave(Target via, Hop hop) {
        synchronized (this) {
            hop.users--;
            if (hop.users > 0) {
                return;
            }
            hops.remove(via, hop);
        }
        if (hop.link.isDone() && !hop.link.isCompletedExceptionally()) {
            hop.link.join().disconnect();
        }
    }

    /** The first thread that needs the link connects. The others wait for its result. */
    private SshLink link(Hop hop, Target via) throws RemoteException, InterruptedException {
        if (first(hop)) {
            try {
                hop.link.complete(opener.open(via));
            } catch (RemoteException e) {
                hop.link.completeExceptionally(e);
            } finally {
                // After an interrupt or a bug, so that nobody waits forever.
                hop.link.completeExceptionally(new RemoteException(Kind.LOST, via.host() + " was given up", ""));
            }
        }
        try {
            return hop.link.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RemoteException reason) {
                throw new RemoteException(reason.kind(), String.valueOf(reason.getMessage()), reason.hint(), reason);
            }
            throw new IllegalStateException(e);
        }
    }

    private synchronized boolean first(Hop hop) {
        boolean first = !hop.taken;
        hop.taken = true;
        return first;
    }

    private static Route.Tunnel forward(SshLink hop, Target target) throws RemoteException, InterruptedException {
        try {
            Route.Tunnel channel = new Route.Tunnel(hop.client(), target);
            channel.open();
            return channel;
        } catch (OpenFailException e) {
            boolean prohibited = e.getReason() == OpenFailException.Reason.ADMINISTRATIVELY_PROHIBITED;
            throw new RemoteException(
                    Kind.UNREACHABLE,
                    "cannot reach " + target.place() + " through "
                            + hop.target().host() + ": " + Printable.line(String.valueOf(e.getMessage())),
                    prohibited ? "set AllowTcpForwarding to yes or local in the sshd_config of the jump host" : "",
                    e);
        } catch (IOException | IllegalStateException e) {
            SshLink.rethrowInterrupt(e);
            throw new RemoteException(
                    Kind.UNREACHABLE, "the connection to " + hop.target().host() + " was lost", "", e);
        }
    }
}
