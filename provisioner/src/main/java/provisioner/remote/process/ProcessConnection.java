package provisioner.remote.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import provisioner.remote.connection.Connection;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.shell.Escalation;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/**
 * A host that is this machine, or a container here: every shell, file and TCP connection is a process of its own. Nothing is
 * held open between them, so only {@link #close} ends it.
 */
public final class ProcessConnection implements Connection {
    private final Launcher launcher;
    private final AtomicInteger exchanges = new AtomicInteger();
    private final Uploads uploads;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ProcessConnection(Launcher launcher) {
        this.launcher = launcher;
        this.uploads = new Uploads(launcher, exchanges);
    }

    /**
     * Starts nothing yet.
     *
     * @throws RemoteException {@code UNREACHABLE} if a program is missing here, or the host is known not to run
     */
    public static Connection open(Target target) throws RemoteException {
        target.requireUp();
        return new ProcessConnection(Launcher.of(target));
    }

    @Override
    public Target target() {
        return launcher.target();
    }

    @Override
    public Connection again() throws RemoteException {
        return open(target());
    }

    @Override
    public Shell openShell(ShellOptions options, Supplier<String> ahead) throws RemoteException, InterruptedException {
        return Escalation.open(target(), ahead, (escalation, script) -> openShell(escalation, options, script));
    }

    private Shell openShell(Escalation escalation, ShellOptions options, Supplier<String> ahead)
            throws RemoteException, InterruptedException {
        ProcessPipe pipe = new ProcessPipe(target(), launcher.start("/bin/sh", "-c", escalation.command()));
        exchanges.incrementAndGet();
        open.add(pipe::close);
        return Shell.open(target(), escalation, options, pipe, ahead.get());
    }

    @Override
    public String upload(byte[] content, String remotePath, int mode) throws RemoteException, InterruptedException {
        return uploads.send(content, remotePath, mode);
    }

    @Override
    public String upload(Path content, String remotePath, int mode) throws RemoteException, InterruptedException {
        return uploads.send(content, remotePath, mode);
    }

    @Override
    public TcpChannel openStream(String address, int port, Duration atMost)
            throws RemoteException, InterruptedException {
        TcpChannel channel = target().kind() == ConnectionKind.LOCAL
                ? SocketChannel.open(target().host(), address, port, atMost)
                : ContainerChannel.open(launcher, address, port, atMost);
        open.add(channel);
        return channel;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public int exchanges() {
        return exchanges.get();
    }

    @Override
    public void close() {
        closed = true;
        uploads.close();
        for (Closeable one : open) {
            try {
                one.close();
            } catch (IOException e) {
                // It has ended already.
            }
        }
        open.clear();
    }
}
