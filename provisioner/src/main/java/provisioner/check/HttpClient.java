package provisioner.check;

import java.time.Duration;
import provisioner.remote.target.RemoteException;

/** Sends requests, from one place or another. */
interface HttpClient {
    /** For the connection, TLS included. */
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** For the whole of it. */
    Duration TIMEOUT = Duration.ofSeconds(10);

    /** What is read of a body; no check has to look further. */
    int MOST_BODY = 4 << 20;

    /**
     * @throws NoAnswer where there was none, or not one that can be trusted
     * @throws RemoteException where the host that was to send it can no longer be asked
     */
    Answer send(Request request) throws NoAnswer, RemoteException, InterruptedException;
}
