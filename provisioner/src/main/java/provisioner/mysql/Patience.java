package provisioner.mysql;

import java.time.Duration;

/**
 * How long a session waits for what its server does not answer at once.
 *
 * @param most on a server that works
 * @param asks whether something is only asked: then that is the limit for a silence, not for an answer of many rows
 * @param works asked while the server says nothing
 */
record Patience(Duration most, boolean asks, StreamSocket.WaitOn works) {
    static Patience ofQueries(Duration most, StreamSocket.WaitOn works) {
        return new Patience(most, true, works);
    }

    static Patience ofStatements(Duration most, StreamSocket.WaitOn works) {
        return new Patience(most, false, works);
    }
}
