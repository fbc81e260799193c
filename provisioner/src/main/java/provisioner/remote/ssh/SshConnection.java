package provisioner.remote.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.schmizz.sshj.connection.channel.direct.Session;
import provisioner.remote.connection.Connection;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.shell.Escalation;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** A connection over sshj. */
final class SshConnection implements Connection {
    private static final String ROOT = "root";

    private final Ssh ssh;
    private final SshLink link;
    private final AtomicInteger exchanges = new AtomicInteger();
    private final Uploads uploads;

    SshConnection(Ssh ssh, SshLink link) {
        this.ssh = ssh;
        this.link = link;
        this.uploads = new Uploads(link, exchanges);
    }

    @Override
    public Target target() {
        return link.target();
    }

    @Override
    public Connection again() throws RemoteException, InterruptedException {
        return ssh.connect(target());
    }

    @Override
    public Shell openShell(ShellOptions options, Supplier<String> ahead) throws RemoteException, InterruptedException {
        return Escalation.open(
                target(),
                ahead,
                (escalation, script) -> link.deadline().within(link, () -> openShell(escalation, options, script)));
    }

    private Shell openShell(Escalation escalation, ShellOptions options, Supplier<String> ahead)
            throws RemoteException, InterruptedException {
        try {
            Session session = link.client().startSession();
            exchanges.incrementAndGet();
            Session.Command command = session.exec(escalation.command());
            return Shell.open(target(), escalation, options, new SshPipe(link, command), ahead.get());
        } catch (IOException | IllegalStateException e) {
            SshLink.rethrowInterrupt(e);
            if (link.client().isConnected()) {
                throw new RemoteException(
                        Kind.PROTOCOL,
                        target().host() + " does not let " + target().user() + " run commands: " + e.getMessage(),
                        "check ForceCommand and MaxSessions in its sshd_config",
                        e);
            }
            throw lost(e);
        }
    }

    @Override
    public String upload(byte[] content, String remotePath, int mode) throws RemoteException, InterruptedException {
        return upload(new ByteArrayInputStream(content), remotePath, mode);
    }

    @Override
    public String upload(Path content, String remotePath, int mode) throws RemoteException, InterruptedException {
        try (InputStream in = Files.newInputStream(content)) {
            return upload(in, remotePath, mode);
        } catch (IOException e) {
            throw new RemoteException(Kind.TRANSFER, "cannot read " + content + ": " + e.getMessage(), "", e);
        }
    }

    @Override
    public TcpChannel openStream(String address, int port, Duration atMost)
            throws RemoteException, InterruptedException {
        return SshStream.open(link.client(), target().host(), address, port, atMost);
    }

    @Override
    public boolean isOpen() {
        return link.client().isConnected();
    }

    @Override
    public int exchanges() {
        return exchanges.get();
    }

    @Override
    public void close() {
        if (link.client().isConnected()) {
            uploads.close();
        }
        link.disconnect();
    }

    private String upload(InputStream content, String remotePath, int mode)
            throws RemoteException, InterruptedException {
        try {
            return uploads.send(content, remotePath, mode, target().user().equals(ROOT));
        } catch (IOException | IllegalStateException e) {
            SshLink.rethrowInterrupt(e);
            if (!link.client().isConnected()) {
                throw lost(e);
            }
            throw Uploads.failed(target().host(), target().user(), remotePath, e);
        }
    }

    private RemoteException lost(Exception cause) {
        return new RemoteException(Kind.LOST, "the connection to " + target().host() + " was lost", "", cause);
    }
}
