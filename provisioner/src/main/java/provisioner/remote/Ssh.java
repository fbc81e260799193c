package provisioner.remote;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHRuntimeException;
import provisioner.remote.RemoteException.Kind;

/** Opens connections. One object serves all hosts of a run, from any number of threads. */
public final class Ssh {
    private static final int UNANSWERED_KEEP_ALIVES = 5;
    private static final String[] USUAL_KEYS = {"id_ed25519", "id_ecdsa", "id_rsa"};

    private final SshOptions options;
    private final Path home;
    private final KnownHostsWriter knownHosts = new KnownHostsWriter();
    private final Identities identities;

    public Ssh(SshOptions options) {
        this(options, Path.of(System.getProperty("user.home")));
    }

    Ssh(SshOptions options, Path home) {
        this.options = options;
        this.home = home;
        this.identities = new Identities(options.passphrases());
    }

    /**
     * Connects, checks the host key and authenticates.
     *
     * @throws RemoteException {@code UNREACHABLE}, {@code HOST_KEY}, {@code AUTHENTICATION} or {@code PROTOCOL}
     */
    public Connection connect(Target target) throws RemoteException, InterruptedException {
        List<Path> keys = target.identities().isEmpty() ? usualKeys() : target.identities();
        HostKeyCheck check = check(target);
        Socket socket = Sockets.connect(target, options.connectTimeout());
        SshLink link = new SshLink(target, client(check, socket), socket);
        boolean connected = false;
        try {
            handshake(link, check);
            identities.authenticate(link.client(), target, keys);
            connected = true;
            return new SshConnection(this, link);
        } finally {
            if (!connected) {
                link.abort();
            }
        }
    }

    private List<Path> usualKeys() {
        return List.of(USUAL_KEYS).stream()
                .map(name -> home.resolve(".ssh", name))
                .filter(Files::exists)
                .toList();
    }

    private HostKeyCheck check(Target target) throws RemoteException {
        List<Path> files = target.knownHosts().isEmpty()
                ? List.of(home.resolve(".ssh", "known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"))
                : target.knownHosts();
        try {
            return new HostKeyCheck(target, files, options.hostKeys(), knownHosts);
        } catch (IOException e) {
            throw new RemoteException(Kind.HOST_KEY, "known host keys cannot be read: " + e.getMessage(), "", e);
        }
    }

    private SSHClient client(HostKeyCheck check, Socket socket) {
        SSHClient client = new SSHClient(new LeanConfig());
        int timeout = Math.toIntExact(options.connectTimeout().toMillis());
        client.setSocketFactory(Sockets.handing(socket));
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
                    Math.toIntExact(Math.max(1, options.keepAlive().toSeconds())));
            keepAlive.setMaxAliveCount(UNANSWERED_KEEP_ALIVES);
        }
        return client;
    }

    private void handshake(SshLink link, HostKeyCheck check) throws RemoteException, InterruptedException {
        Target target = link.target();
        try {
            link.client().connect(target.address(), target.port());
        } catch (IOException | SSHRuntimeException e) {
            SshLink.rethrowInterrupt(e);
            if (check.refusal().isPresent()) {
                throw check.refusal().get();
            }
            throw new RemoteException(
                    Kind.PROTOCOL,
                    target.host() + " (" + target.address() + " port " + target.port()
                            + ") answers, but no SSH session comes about: "
                            + Printable.line(String.valueOf(e.getMessage())),
                    "is this sshd's port? It must offer curve25519 or ECDH with AES (GCM or CTR), and SHA-2");
        }
    }
}
