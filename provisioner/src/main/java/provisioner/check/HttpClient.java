package provisioner.check;

import java.time.Duration;
import provisioner.remote.target.RemoteException;

/** Sends HTTP requests. */
interface HttpClient {
    /** The limit for the connection, TLS included. */
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** The limit for the whole request. */
    Duration TIMEOUT = Duration.ofSeconds(10);

    /** How much of a body is read, which is enough for every check. */
    int MOST_BODY = 4 << 20;

    /**
     * @throws NoAnswer if there was no answer, or none from a trusted server
     * @throws RemoteException if the host that sends the request is lost
     */
    Answer send(Request request) throws NoAnswer, RemoteException, InterruptedException;
}
