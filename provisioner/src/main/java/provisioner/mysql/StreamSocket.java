package provisioner.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import provisioner.remote.connection.TcpChannel;

/**
 * Wraps a stream as the socket that a JDBC driver needs. Of the socket options, only the limit for a read does something. It is
 * the driver's; beside it there is one for a whole exchange.
 */
final class StreamSocket extends Socket {
    /** No exchange takes so long. It fits into what a queue can wait, also twice. */
    private static final Duration ENDLESS = Duration.ofDays(365);

    private final TcpChannel stream;
    private final TimedInput in;
    private volatile Duration silence = ENDLESS;
    private volatile Duration greeting = ENDLESS;
    private volatile Exchange exchange = Exchange.of(ENDLESS, false, () -> false);
    private volatile Late late = Late.NOT;
    private volatile boolean closed;

    /** Asked after each silence. */
    interface WaitOn {
        boolean agrees() throws InterruptedException;
    }

    /** Why a read has ended before anything came. */
    enum Late {
        NOT,
        /** After a silence, nobody agreed to wait on. */
        SILENT,
        /** All of it took too long, although somebody agreed. */
        RAN_OUT,
        /** The host answered so slowly for so long that nothing is known of the other end. */
        HOST_SLOW
    }

    /**
     * @param begun as {@link System#nanoTime} says
     * @param since likewise, but after the time in which the host did not answer
     * @param most the limit
     * @param each whether it is for each silence in what is read, instead of for all of it
     */
    private record Exchange(long begun, long since, Duration most, boolean each, WaitOn waitOn) {
        static Exchange of(Duration most, boolean each, WaitOn waitOn) {
            long now = System.nanoTime();
            return new Exchange(now, now, most, each, waitOn);
        }

        Exchange anew() {
            return of(most, each, waitOn);
        }

        Exchange excused() {
            return new Exchange(begun, System.nanoTime(), most, each, waitOn);
        }

        Duration left() {
            return most.minusNanos(System.nanoTime() - since);
        }

        boolean over() {
            return !left().isPositive();
        }

        /** Nothing is excused for ever: a host may be slow for as long as it is up. */
        boolean inexcusable() {
            return System.nanoTime() - begun >= most.multipliedBy(2).toNanos();
        }
    }

    /** For the thread that reads. A silence begins with {@link #next} and goes on as long as {@link #goesOn} says so. */
    private final class Waiting implements TimedInput.Patience {
        private volatile boolean wasSilent;
        private volatile boolean hostAway;
        private volatile boolean greeted;
        private volatile boolean begun;

        @Override
        public Duration next() {
            if (!wasSilent) {
                Exchange now = exchange;
                exchange = now.each() ? now.anew() : now;
                greeted = begun;
                begun = true;
            }
            wasSilent = false;
            return shorter(exchange.left(), shorter(silence, greeted ? ENDLESS : greeting));
        }

        @Override
        public boolean goesOn() throws InterruptedException {
            late = judged();
            wasSilent = late == Late.NOT;
            return wasSilent;
        }

        /**
         * The connection to a host that answers no more is given up by itself, and until then nothing is known of a server. When it
         * answers again, so must its server, in a time that begins then.
         */
        private Late judged() throws InterruptedException {
            boolean wasAway = hostAway;
            hostAway = !stream.hostAnswers();
            Exchange now = exchange;
            if (wasAway || hostAway) {
                exchange = now.excused();
                return now.inexcusable() ? Late.HOST_SLOW : Late.NOT;
            }
            if (!now.waitOn().agrees()) {
                return Late.SILENT;
            }
            return now.over() ? Late.RAN_OUT : Late.NOT;
        }
    }

    StreamSocket(TcpChannel stream) {
        this.stream = stream;
        this.in = new TimedInput(stream.in(), new Waiting());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The first silence may take so long, if that is less than others. */
    void greetsWithin(Duration most) {
        greeting = most;
    }

    /** What follows may take so long altogether, and ends after one silence. */
    void within(Duration most) {
        exchange = Exchange.of(most, false, () -> false);
    }

    /** What follows may take so long altogether, or in each silence, while somebody agrees to wait on. */
    void within(Patience patience) {
        exchange = Exchange.of(patience.most(), patience.asks(), patience.works());
    }

    /** What follows may take any time, and ends after one silence. */
    void withoutEnd() {
        within(ENDLESS);
    }

    /** Whether and why the last read has ended because nothing came in time. */
    Late late() {
        return late;
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

    /** Closes it, and says nothing if it has ended already. */
    void end() {
        try {
            close();
        } catch (IOException e) {
            // Then it has ended.
        }
    }
}
