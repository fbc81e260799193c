package provisioner.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import provisioner.remote.ssh.TcpChannel;

/**
 * Wraps a stream as the socket that a JDBC driver needs. Of the socket options, only the limit for a read does something. It is
 * the driver's; beside it there is one for a whole exchange.
 */
final class StreamSocket extends Socket {
    /** No exchange takes so long. It fits into what a queue can wait. */
    private static final Duration ENDLESS = Duration.ofDays(365);

    private final TcpChannel stream;
    private final TimedInput in;
    private volatile Duration silence = ENDLESS;
    private volatile Exchange exchange = new Exchange(ENDLESS, () -> false);
    private volatile boolean late;
    private volatile boolean ranOut;
    private volatile boolean hostAway;
    private volatile boolean closed;

    /** Asked after each silence. */
    interface WaitOn {
        boolean agrees() throws InterruptedException;
    }

    /**
     * @param started as {@link System#nanoTime} says
     * @param most the limit for all that is read
     */
    private record Exchange(long started, Duration most, WaitOn waitOn) {
        Exchange(Duration most, WaitOn waitOn) {
            this(System.nanoTime(), most, waitOn);
        }

        Duration left() {
            return most.minusNanos(System.nanoTime() - started);
        }

        boolean over() {
            return !left().isPositive();
        }
    }

    StreamSocket(TcpChannel stream) {
        this.stream = stream;
        this.in = new TimedInput(stream.in(), new TimedInput.Patience() {
            @Override
            public Duration next() {
                Duration left = exchange.left();
                return left.compareTo(silence) < 0 ? left : silence;
            }

            @Override
            public boolean goesOn() throws InterruptedException {
                return waitsOn();
            }
        });
    }

    /**
     * The connection to a host that answers no more is given up by itself, and until then nothing is known of a server. When it
     * answers again, so must its server, in a time that begins then.
     */
    private boolean waitsOn() throws InterruptedException {
        Exchange now = exchange;
        boolean wasAway = hostAway;
        hostAway = !stream.hostAnswers();
        if (wasAway || hostAway) {
            exchange = new Exchange(now.most(), now.waitOn());
            return true;
        }
        ranOut = now.over();
        late = ranOut || !now.waitOn().agrees();
        return !late;
    }

    /** What follows may take so long altogether, and ends after one silence. */
    void within(Duration most) {
        within(most, () -> false);
    }

    /** What follows may take so long altogether, with silences in which somebody agrees to wait on. */
    void within(Duration most, WaitOn waitOn) {
        exchange = new Exchange(most, waitOn);
    }

    /** What follows may take any time, and ends after one silence. */
    void withoutEnd() {
        within(ENDLESS);
    }

    /** Whether a read has ended because nothing came in time. */
    boolean late() {
        return late;
    }

    /** Whether that was because all of it took too long, although somebody agreed to wait. */
    boolean ranOut() {
        return ranOut;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return stream.out();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void setSoTimeout(int timeout) {
        silence = timeout == 0 ? ENDLESS : Duration.ofMillis(timeout);
    }

    @Override
    public int getSoTimeout() {
        return silence.equals(ENDLESS) ? 0 : (int) silence.toMillis();
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() throws IOException {
        closed = true;
        in.close();
        stream.close();
    }
}
