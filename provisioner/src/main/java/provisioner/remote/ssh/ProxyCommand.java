package provisioner.remote.ssh;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.SSHClient;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** A local command whose input and output are the connection: ssh_config(5), {@code ProxyCommand}. */
final class ProxyCommand implements Route {
    private static final int MOST_SAID = 4 << 10;
    private static final int FAREWELL_SECONDS = 1;

    private final String command;
    private final Process process;
    private final StrangersInput input;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CompletableFuture<String> said;
    private volatile boolean late;

    private ProxyCommand(String command, Process process) {
        this.command = command;
        this.process = process;
        this.input = new StrangersInput(new Answers(process.getInputStream()));
        this.said = CompletableFuture.supplyAsync(() -> said(process.getErrorStream()), Thread::startVirtualThread);
    }

    /** Starts it as ssh does: by the user's shell, which it replaces. */
    static ProxyCommand start(Target target, String command) throws RemoteException {
        String shell = Optional.ofNullable(System.getenv("SHELL"))
                .filter(name -> !name.isEmpty())
                .orElse("/bin/sh");
        try {
            return new ProxyCommand(command, new ProcessBuilder(shell, "-c", "exec " + command).start());
        } catch (IOException e) {
            throw new RemoteException(
                    Kind.UNREACHABLE,
                    "cannot start the shell " + shell + " for the ProxyCommand of " + target.host() + ": "
                            + e.getMessage(),
                    "",
                    e);
        }
    }

    @Override
    public void connect(SSHClient client, Target target) throws IOException {
        Duration patience = target.timeouts().connect();
        Thread.ofVirtual().name("ProxyCommand of " + target.host()).start(() -> expect(patience));
        client.setSocketFactory(Sockets.handing(new Ends()));
        client.connect(target.address(), target.port());
    }

    private void expect(Duration patience) {
        try {
            if (!answered.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                late = true;
                abort();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void know() {
        input.know();
    }

    @Override
    public void abort() {
        answered.countDown();
        // The shell first, which would say that what it has started was ended.
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        started.forEach(ProcessHandle::destroy);
    }

    /** Why there is no connection, if that is the command's fault and not sshd's. */
    @Override
    public Optional<RemoteException> failure(Target target) throws InterruptedException {
        boolean ended = process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS);
        if (!late && (!ended || process.exitValue() == 0)) {
            return Optional.empty();
        }
        String reason = late
                ? " did not answer within " + target.timeouts().connect().toMillis() / 1000.0 + " s through "
                : " cannot be reached: exit " + process.exitValue() + " of ";
        String words =
                said.completeOnTimeout("", FAREWELL_SECONDS, TimeUnit.SECONDS).join();
        return Optional.of(new RemoteException(
                Kind.UNREACHABLE,
                target.place() + reason + "the ProxyCommand '" + Printable.line(command) + "'"
                        + (words.isEmpty() ? "" : ": " + words),
                "run the command in a shell: it must print a line that begins with SSH-2.0"));
    }

    /** The beginning of what the command says on standard error. All of it is read, so that the command cannot block. */
    private static String said(InputStream errors) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[MOST_SAID];
        try (errors) {
            for (int n = errors.read(buffer); n >= 0; n = errors.read(buffer)) {
                kept.write(buffer, 0, Math.min(n, MOST_SAID - kept.size()));
            }
        } catch (IOException e) {
            // The command was ended; what it said before is enough.
        }
        return Printable.line(
                String.join("; ", Printable.text(kept.toByteArray()).strip().split("\\n+", -1)));
    }

    /** Notices the first answer. */
    private final class Answers extends FilterInputStream {
        Answers(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            answered.countDown();
            return b;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int n = super.read(buffer, from, length);
            answered.countDown();
            return n;
        }
    }

    /** The command's input and output in the form that sshj takes. */
    private final class Ends extends Socket {
        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void setSoTimeout(int timeout) {
            // Nothing to set: SshLink's deadline ends what takes too long.
        }

        @Override
        public InputStream getInputStream() {
            return input;
        }

        @Override
        public OutputStream getOutputStream() {
            return process.getOutputStream();
        }

        @Override
        public void close() {
            abort();
        }
    }
}
