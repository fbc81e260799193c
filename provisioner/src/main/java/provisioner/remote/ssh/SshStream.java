package provisioner.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** A direct-tcpip channel. */
final class SshStream implements TcpChannel {
    private static final long ANSWER_SECONDS = 1;

    private final SSHClient client;
    private final DirectConnection channel;

    private SshStream(SSHClient client, DirectConnection channel) {
        this.client = client;
        this.channel = channel;
    }

    /**
     * @param host the name of the host that the client is connected to
     * @param address as that host resolves it
     * @param atMost how long to wait, if that is less than usual
     * @throws RemoteException {@code REFUSED} if nothing accepts the connection, {@code UNANSWERED} if nothing answers,
     *     {@code FORWARDING}, {@code LOST}
     */
    static TcpChannel open(SSHClient client, String host, String address, int port, Duration atMost)
            throws RemoteException, InterruptedException {
        return inTime(client, host, address, port, TcpChannel.limit(address, atMost));
    }

    /** A channel that opens too late is closed. */
    private static TcpChannel inTime(SSHClient client, String host, String address, int port, Duration limit)
            throws RemoteException, InterruptedException {
        CompletableFuture<TcpChannel> opened = new CompletableFuture<>();
        Thread.ofVirtual().name(host + " connects to " + address + ":" + port).start(() -> {
            try {
                TcpChannel channel = connect(client, host, address, port);
                if (!opened.complete(channel)) {
                    channel.close();
                }
            } catch (RemoteException | InterruptedException | IOException | RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        try {
            return opened.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (answers(client)) {
                opened.completeExceptionally(failed(
                        Kind.UNANSWERED, host, address, port, "no answer within " + limit.toSeconds() + " s", e));
            }
            return opened(opened);
        } catch (ExecutionException e) {
            return opened(opened);
        } finally {
            opened.cancel(false); // nobody waits any more, should it still be open
        }
    }

    private static TcpChannel opened(CompletableFuture<TcpChannel> opened)
            throws RemoteException, InterruptedException {
        try {
            return opened.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RemoteException failed) {
                throw failed;
            }
            throw new IllegalStateException("opening a connection failed", e);
        }
    }

    /** Whether the host itself answers. While it does not, nothing is known of the address. */
    private static boolean answers(SSHClient client) throws InterruptedException {
        try {
            return client.getConnection()
                            .sendGlobalRequest("keepalive@openssh.com", true, new byte[0])
                            .tryRetrieve(ANSWER_SECONDS, TimeUnit.SECONDS)
                    != null;
        } catch (SSHException e) {
            SshLink.rethrowInterrupt(e);
            return client.isConnected(); // sshd answers that it does not know the request
        }
    }

    private static TcpChannel connect(SSHClient client, String host, String address, int port)
            throws RemoteException, InterruptedException {
        try {
            return new SshStream(client, client.newDirectConnection(address, port));
        } catch (OpenFailException e) {
            throw failure(host, address, port, e);
        } catch (IOException | IllegalStateException e) {
            SshLink.rethrowInterrupt(e);
            if (client.isConnected()) {
                throw failed(Kind.REFUSED, host, address, port, String.valueOf(e.getMessage()), e);
            }
            throw new RemoteException(Kind.LOST, "the connection to " + host + " was lost", "", e);
        }
    }

    private static RemoteException failure(String host, String address, int port, OpenFailException e) {
        if (e.getReason() == OpenFailException.Reason.ADMINISTRATIVELY_PROHIBITED) {
            return new RemoteException(
                    Kind.FORWARDING,
                    "sshd on " + host + " does not forward connections to " + address + " port " + port,
                    "set AllowTcpForwarding to yes or local in its sshd_config; the database is reached that way",
                    e);
        }
        return failed(Kind.REFUSED, host, address, port, Printable.line(String.valueOf(e.getMessage())), e);
    }

    private static RemoteException failed(
            Kind kind, String host, String address, int port, String why, Exception cause) {
        return new RemoteException(kind, host + " cannot connect to " + address + ":" + port + ": " + why, "", cause);
    }

    @Override
    public InputStream in() {
        return channel.getInputStream();
    }

    @Override
    public OutputStream out() {
        return channel.getOutputStream();
    }

    @Override
    public boolean hostAnswers() throws InterruptedException {
        return answers(client);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
