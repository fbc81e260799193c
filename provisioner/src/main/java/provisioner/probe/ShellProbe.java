package provisioner.probe;

import java.time.Duration;
import java.util.Collection;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.target.RemoteException;
import provisioner.state.Observed;
import provisioner.state.Query;

/** Asks a host, in one exchange. */
public final class ShellProbe {
    private ShellProbe() {}

    /**
     * @param timeout for the whole reply
     * @throws ProbeException where the answer cannot be understood
     */
    public static Observed observe(Shell shell, Collection<? extends Query<?>> queries, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        Probe probe = Probe.of(queries);
        return read(probe, shell.run(probe.script(), timeout));
    }

    /** Reads a reply that came with something else's. */
    public static Observed read(Probe probe, Reply reply) throws ProbeException {
        if (reply.exit() != 0) {
            throw new ProbeException("the probe ended with status " + reply.exit() + " on the host: "
                    + reply.stderrTail().strip());
        }
        byte[] parts = reply.frame(Probe.TAG).map(Frame::payload).orElse(new byte[0]);
        return probe.read(parts, reply.stderrTail());
    }
}
