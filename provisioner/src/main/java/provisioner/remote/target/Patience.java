package provisioner.remote.target;

import java.time.Duration;

/**
 * How long a host is waited for.
 *
 * @param connect bound for reaching an address, and again for each message of the handshake
 * @param keepAlive interval of keep-alive requests, whole seconds
 * @param unanswered so many of them in a row, and the host is given up
 */
public record Patience(Duration connect, Duration keepAlive, int unanswered) {

    public Patience {
        if (connect.toMillis() < 1 || keepAlive.toSeconds() < 1 || unanswered < 1) {
            throw new IllegalArgumentException("not positive: " + connect + ", " + keepAlive + ", " + unanswered);
        }
    }

    /** Ten seconds to connect, a dead peer noticed in about ten. */
    public static Patience defaults() {
        return new Patience(Duration.ofSeconds(10), Duration.ofSeconds(2), 5);
    }

    public Patience withConnect(Duration timeout) {
        return new Patience(timeout, keepAlive, unanswered);
    }

    public Patience withKeepAlive(Duration interval, int tries) {
        return new Patience(connect, interval, tries);
    }
}
