package provisioner.sample;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tries again for a while what failed because the database's writer moved, where it is safe to do it twice. */
final class Repeating {
    private static final int MOST_WAITING = 64;
    private static final long PAUSE_MS = 100;

    /** The server has refused: it takes no writes (1290, 1836), or has rolled back (1213, 3101). */
    private static final Set<Integer> REFUSED = Set.of(1213, 1290, 1836, 3101);

    /**
     * The server ended the session: it shuts down (1053), cut it (1927), or went offline (3032). A write before may be there. So
     * may one that a member committed when it left its group (3100): the others may have got it.
     */
    private static final Set<Integer> ENDED = Set.of(1053, 1927, 3032, 3100);

    /** SQLState class 08: connection exception. */
    private static final String CONNECTION = "08";

    private final Duration longest;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    /** @param longest zero for not at all */
    Repeating(Duration longest) {
        this.longest = longest;
    }

    interface Attempt<T> {
        T make() throws SQLException;
    }

    /** No server was there to begin with. */
    static final class NotBegunException extends SQLException {
        private static final long serialVersionUID = 1L;

        NotBegunException(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
        }
    }

    /** @param twice whether the attempt may be made again although it has perhaps succeeded */
    <T> T run(boolean twice, Attempt<T> attempt) throws SQLException {
        long start = System.nanoTime();
        try {
            return attempt.make();
        } catch (SQLException e) {
            if (longest.isZero() || !mayBeTriedAgain(e, twice) || !waiting.tryAcquire()) {
                throw e;
            }
        }
        try {
            return again(twice, attempt, start);
        } finally {
            waiting.release();
        }
    }

    private <T> T again(boolean twice, Attempt<T> attempt, long start) throws SQLException {
        while (true) {
            pause();
            try {
                return attempt.make();
            } catch (SQLException e) {
                boolean late = System.nanoTime() - start >= longest.toNanos();
                if (late || Thread.currentThread().isInterrupted() || !mayBeTriedAgain(e, twice)) {
                    throw e;
                }
            }
        }
    }

    /** What is wrong with the statement itself stays wrong. */
    private static boolean mayBeTriedAgain(SQLException e, boolean twice) {
        boolean lost = String.valueOf(e.getSQLState()).startsWith(CONNECTION) || ENDED.contains(e.getErrorCode());
        return nothingHappened(e) || twice && lost;
    }

    private static boolean nothingHappened(SQLException e) {
        return e instanceof NotBegunException || REFUSED.contains(e.getErrorCode());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
