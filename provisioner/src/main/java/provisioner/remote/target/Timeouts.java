package provisioner.remote.target;

import java.time.Duration;

/**
 * How long to wait for a host.
 *
 * @param connect the limit for connecting to an address, and for each message of the handshake
 * @param keepAlive the interval of keep-alive requests, in whole seconds
 * @param unanswered the number of unanswered requests in a row after which the host counts as lost
 */
public record Timeouts(Duration connect, Duration keepAlive, int unanswered) {

    public Timeouts {
        if (connect.toMillis() < 1 || keepAlive.toSeconds() < 1 || unanswered < 1) {
            throw new IllegalArgumentException("not positive: " + connect + ", " + keepAlive + ", " + unanswered);
        }
    }

    /** Ten seconds to connect, and about ten to detect a dead peer. */
    public static Timeouts defaults() {
        return new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(2), 5);
    }

    /** The limit from the connection to a shell, which a host under full load needs, sudo included. */
    public Duration opening() {
        return connect.plusSeconds(30);
    }

    public Timeouts withConnect(Duration timeout) {
        return new Timeouts(timeout, keepAlive, unanswered);
    }

    public Timeouts withKeepAlive(Duration interval, int tries) {
        return new Timeouts(connect, interval, tries);
    }
}
