package provisioner.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Something to run: now and then, or once. The database has it as JSON.
 *
 * @param shard which part of the hosts, from 1
 * @param shards in how many parts several workers share the hosts
 * @param everySeconds the interval; 0 for once
 * @param anchorSecond since 1970: it is due then, and whole intervals after that
 * @param by who wanted it
 * @param last how it ended; empty until it was run
 * @throws IllegalArgumentException with a message for users, if it cannot be
 */
public record Job(
        Verify verify, int shard, int shards, long everySeconds, long anchorSecond, String by, List<Ended> last) {
    private static final int MOST_SHARDS = 999;
    private static final long LONGEST_SECONDS = Duration.ofDays(366).toSeconds();

    /**
     * How a run has ended.
     *
     * @param second since 1970
     */
    public record Ended(int exitCode, long second, long milliseconds, String worker) {}

    public Job {
        last = List.copyOf(last);
        if (shards < 1 || shards > MOST_SHARDS || shard < 1 || shard > shards) {
            throw new IllegalArgumentException("--shards must be a number from 1 to " + MOST_SHARDS);
        }
        if (everySeconds < 0 || everySeconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException("--every must be a time from 1s to 366d");
        }
    }

    /**
     * One job for each shard.
     *
     * @param every empty for once
     */
    public static List<Job> shared(Verify verify, int shards, Optional<Duration> every, Instant start, String by) {
        if (every.filter(time -> time.toSeconds() < 1).isPresent()) {
            throw new IllegalArgumentException("--every must be a time from 1s to 366d");
        }
        long seconds = every.map(Duration::toSeconds).orElse(0L);
        return IntStream.rangeClosed(1, Math.max(1, shards))
                .mapToObj(shard -> new Job(verify, shard, shards, seconds, start.getEpochSecond(), by, List.of()))
                .toList();
    }

    Job ended(Ended end) {
        return new Job(verify, shard, shards, everySeconds, anchorSecond, by, List.of(end));
    }

    /** The interval; empty for once. */
    public Optional<Duration> every() {
        return everySeconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(everySeconds));
    }

    /**
     * When it is due after now; empty if it is for once. The times do not depend on how long runs take, and those that have
     * passed meanwhile are left out.
     */
    Optional<Instant> next(Instant now) {
        if (everySeconds == 0) {
            return Optional.empty();
        }
        long passed = Math.floorDiv(now.getEpochSecond() - anchorSecond, everySeconds);
        return Optional.of(Instant.ofEpochSecond(anchorSecond + (passed + 1) * everySeconds));
    }

    /** As a command line of verify. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(verify.arguments());
        if (shards > 1) {
            arguments.add(1, "--shard=" + shard + "/" + shards);
        }
        return arguments;
    }

    /** How it ended the last time. */
    public Optional<Ended> lastEnded() {
        return last.stream().findFirst();
    }
}
