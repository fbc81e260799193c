package provisioner.worker;

import java.time.Duration;

/**
 * For how long work belongs to a worker that says nothing any more. Within this time another worker has found that out,
 * and has taken the work: 12 of 15 parts pass until the work counts as abandoned, at most 2 until somebody looks, and the
 * rest until it is taken. A worker that cannot say anything gives up before the others take its work.
 */
public record Lease(Duration whole) {
    /** How many heartbeats are missed before a worker counts as dead. */
    static final int MISSED = 12;

    /** A worker whose last heartbeat is older than this part of that time gives up. */
    static final double GIVE_UP = 0.8;

    private static final int PARTS = 15;
    private static final Duration LONGEST_POLL = Duration.ofSeconds(5);

    /** A worker that is killed may hold the lock of a host for a minute, and for the step in hand. */
    public static final Duration USUAL = Duration.ofSeconds(120);

    /** A heartbeat: db-scheduler looks for the dead every second one. */
    Duration heartbeat() {
        return whole.dividedBy(PARTS);
    }

    /** How often to look for work. */
    Duration poll() {
        Duration poll = heartbeat().dividedBy(2);
        return poll.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : poll;
    }
}
