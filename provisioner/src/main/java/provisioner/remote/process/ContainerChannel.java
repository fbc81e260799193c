package provisioner.remote.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.sh.Scripts;

/** A TCP connection from inside a container: bash, which Debian and Ubuntu always have, passes it on. */
record ContainerChannel(Process process) implements TcpChannel {
    private static final String SCRIPT = Scripts.load(ContainerChannel.class, "relay.sh");

    private static final String CONNECTED = "connected";
    private static final int LONGEST_ANSWER = 1 << 10;

    static TcpChannel open(Launcher launcher, String address, int port, Duration atMost)
            throws RemoteException, InterruptedException {
        Duration limit = TcpChannel.limit(address, atMost);
        Process process = launcher.start("/bin/bash", "-c", SCRIPT, "relay", address, Integer.toString(port));
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(() -> line(process.getInputStream()), Thread::startVirtualThread);
        boolean connected = false;
        try {
            String said = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            connected = said.equals(CONNECTED);
            if (!connected) {
                throw failure(launcher, address, port, said + "\n" + line(process.getErrorStream()));
            }
            return new ContainerChannel(process);
        } catch (TimeoutException e) {
            throw new RemoteException(
                    Kind.UNANSWERED,
                    from(launcher, address, port) + "no answer within " + limit.toSeconds() + " s",
                    "",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading from a process failed", e);
        } finally {
            if (!connected) {
                process.destroy();
            }
        }
    }

    private static RemoteException failure(Launcher launcher, String address, int port, String said) {
        String host = launcher.target().host();
        return ContainerFailure.of(launcher.target(), said)
                .map(lost -> lost.kind() == Kind.PROTOCOL
                        ? new RemoteException(
                                Kind.FORWARDING,
                                "there must be a /bin/bash in the container of " + host + " to connect to " + address
                                        + " port " + port + " from there",
                                "the database is reached that way; install bash there")
                        : new RemoteException(
                                Kind.LOST, "the connection to " + host + " was lost: " + lost.getMessage(), ""))
                .orElseGet(() -> new RemoteException(
                        Kind.REFUSED, from(launcher, address, port) + Printable.lastLine(said), ""));
    }

    private static String from(Launcher launcher, String address, int port) {
        return launcher.target().host() + " cannot connect to " + address + ":" + port + ": ";
    }

    /** The first line, byte by byte, because what follows is not ours. */
    private static String line(InputStream in) {
        StringBuilder line = new StringBuilder();
        try {
            for (int b = in.read(); b >= 0 && b != '\n' && line.length() < LONGEST_ANSWER; b = in.read()) {
                line.append((char) b);
            }
        } catch (IOException e) {
            // It was ended; what it said before is enough.
        }
        return Printable.text(line.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    @Override
    public boolean hostAnswers() {
        return process.isAlive();
    }

    /** Ends the process, too: another thread may be reading from it. */
    @Override
    public void close() throws IOException {
        process.destroy();
    }
}
