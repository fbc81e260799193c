package provisioner.mysql;

import java.time.Duration;
import provisioner.remote.target.Timeouts;

/**
 * How long a server may be silent. A hung server still has connections accepted, by its kernel.
 *
 * @param greeting before it greets
 * @param step at each later step of the login
 * @param answer before it answers what is only asked, unless it still greets others
 * @param login for the whole login, however much it sends meanwhile; this machine may be busy, too
 * @param look before it answers what is only asked, although it greets others
 */
record Limits(Duration greeting, Duration step, Duration answer, Duration login, Duration look) {
    /** A server under load needs its time for a query, however impatient the user is about hosts that are gone. */
    private static final Duration LEAST_ANSWER = Duration.ofSeconds(10);

    /** A new primary of a group holds queries until it has applied what it has received. */
    private static final Duration LEAST_LOOK = Duration.ofSeconds(60);

    /** A server greets at once. So one that was silent before is not waited for as long again. */
    static final Duration AGAIN = Duration.ofSeconds(2);

    static Limits of(Timeouts timeouts) {
        Duration connect = timeouts.connect();
        Duration answer = longer(connect, LEAST_ANSWER);
        return new Limits(connect, connect, answer, timeouts.opening(), longer(answer, LEAST_LOOK));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /**
     * For a server that was silent. Only the greeting tells whether it still hangs. The later steps of a login take the processor of
     * its host, RSA and TLS above all, so on a busy host one of them may well take longer than that.
     */
    Limits again() {
        return new Limits(greeting.compareTo(AGAIN) < 0 ? greeting : AGAIN, step, answer, login, look);
    }
}
