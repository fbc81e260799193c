import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Passes TCP connections on to a host, each piece of data half a round-trip time later, for kernels without netem. Opening the connection itself
 * is not delayed, which tc would do: a run is one round trip shorter for each connection than over a real line.
 */
final class Relay implements Closeable {
    private final ServerSocket server;
    private final String host;
    private final long halfNanos;

    private record Piece(byte[] bytes, long due) {}

    Relay(String host, int delayMillis) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.host = host;
        this.halfNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis) / 2;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket(host, 22);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                pass(near, far);
                pass(far, near);
            } catch (IOException e) {
                // Closed, or one connection failed, which its client sees for itself.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        BlockingQueue<Piece> line = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            byte[] buffer = new byte[65536];
            try (InputStream in = from.getInputStream()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    line.add(new Piece(java.util.Arrays.copyOf(buffer, n), System.nanoTime() + halfNanos));
                }
            } catch (IOException e) {
                // The other end finds out by the end of its data.
            }
            line.add(new Piece(new byte[0], System.nanoTime() + halfNanos));
        });
        Thread.ofVirtual().start(() -> {
            try (OutputStream out = to.getOutputStream()) {
                for (Piece piece = line.take(); piece.bytes().length > 0; piece = line.take()) {
                    TimeUnit.NANOSECONDS.sleep(piece.due() - System.nanoTime());
                    out.write(piece.bytes());
                    out.flush();
                }
            } catch (IOException | InterruptedException e) {
                // As above.
            }
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
