package provisioner.remote;

import java.io.IOException;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHRuntimeException;
import provisioner.remote.RemoteException.Kind;

/** Opens connections. One object serves all hosts of a run, from any number of threads. */
public final class Ssh {
    private final KnownHostsWriter knownHosts = new KnownHostsWriter();
    private final JumpHosts jumpHosts = new JumpHosts(this::open);
    private final Identities identities;

    public Ssh(PassphrasePrompt passphrases) {
        this.identities = new Identities(passphrases);
    }

    /**
     * Connects, checks the host key and authenticates.
     *
     * @throws RemoteException {@code UNREACHABLE}, {@code HOST_KEY}, {@code AUTHENTICATION} or {@code PROTOCOL}
     */
    public Connection connect(Target target) throws RemoteException, InterruptedException {
        return new SshConnection(this, open(target));
    }

    private SshLink open(Target target) throws RemoteException, InterruptedException {
        HostKeyCheck check = check(target);
        Way way = target.via().isPresent() ? jumpHosts.way(target, target.via().get()) : Way.direct(target);
        SshLink link = new SshLink(target, client(target, check), way);
        boolean connected = false;
        try {
            handshake(link, check);
            Login.in(link.client(), target, identities);
            connected = true;
            return link;
        } finally {
            if (!connected) {
                link.abort();
            }
        }
    }

    private HostKeyCheck check(Target target) throws RemoteException {
        try {
            return new HostKeyCheck(target, knownHosts);
        } catch (IOException e) {
            throw new RemoteException(Kind.HOST_KEY, "known host keys cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static SSHClient client(Target target, HostKeyCheck check) {
        SSHClient client = new SSHClient(new LeanConfig(check.certificates()));
        int timeout = Math.toIntExact(target.patience().connect().toMillis());
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
                    Math.toIntExact(target.patience().keepAlive().toSeconds()));
            keepAlive.setMaxAliveCount(target.patience().unanswered());
        }
        return client;
    }

    private static void handshake(SshLink link, HostKeyCheck check) throws RemoteException, InterruptedException {
        Target target = link.target();
        try {
            link.way().connect(link.client(), target);
        } catch (IOException | SSHRuntimeException e) {
            SshLink.rethrowInterrupt(e);
            if (check.refusal().isPresent()) {
                throw check.refusal().get();
            }
            throw new RemoteException(
                    Kind.PROTOCOL,
                    target.place() + " answers, but no SSH session comes about: "
                            + Printable.line(String.valueOf(e.getMessage())),
                    "is this sshd's port? It must offer curve25519 or ECDH with AES (GCM or CTR), and SHA-2",
                    e);
        }
    }
}
