package provisioner.mysql;

import java.time.Duration;
import provisioner.remote.target.Timeouts;

/**
 * How long a server may be silent. A hung server still has connections accepted, by its kernel.
 *
 * @param greeting before it greets, and at each step of the login
 * @param answer before it answers what is only asked
 * @param login for the whole login, however much it sends meanwhile; this machine may be busy, too
 */
record Limits(Duration greeting, Duration answer, Duration login) {
    /** A server under load needs its time for a query, however impatient the user is about hosts that are gone. */
    private static final Duration LEAST_ANSWER = Duration.ofSeconds(10);

    /** A server greets at once. So one that was silent before is not waited for as long again. */
    static final Duration AGAIN = Duration.ofSeconds(2);

    static Limits of(Timeouts timeouts) {
        Duration connect = timeouts.connect();
        return new Limits(connect, connect.compareTo(LEAST_ANSWER) < 0 ? LEAST_ANSWER : connect, timeouts.opening());
    }

    /** For a server that was silent when it was last asked. */
    Limits again() {
        return new Limits(greeting.compareTo(AGAIN) < 0 ? greeting : AGAIN, answer, login);
    }
}
