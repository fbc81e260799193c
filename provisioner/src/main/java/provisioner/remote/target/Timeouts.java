package provisioner.remote.target;

import java.time.Duration;

/**
 * How long a host is waited for.
 *
 * @param connect bound for reaching an address, and again for each message of the handshake
 * @param keepAlive interval of keep-alive requests, whole seconds
 * @param unanswered so many of them in a row, and the host is given up
 */
public record Timeouts(Duration connect, Duration keepAlive, int unanswered) {

    public Timeouts {
        if (connect.toMillis() < 1 || keepAlive.toSeconds() < 1 || unanswered < 1) {
            throw new IllegalArgumentException("not positive: " + connect + ", " + keepAlive + ", " + unanswered);
        }
    }

    /** Ten seconds to connect, a dead peer noticed in about ten. */
    public static Timeouts defaults() {
        return new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(2), 5);
    }

    public Timeouts withConnect(Duration timeout) {
        return new Timeouts(timeout, keepAlive, unanswered);
    }

    public Timeouts withKeepAlive(Duration interval, int tries) {
        return new Timeouts(connect, interval, tries);
    }
}
