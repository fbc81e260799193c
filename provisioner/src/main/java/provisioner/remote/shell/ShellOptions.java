package provisioner.remote.shell;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a root shell is opened.
 *
 * @param locked whether it takes the host's lock and may run steps; without, nothing is written on the host
 * @param runId names the run; letters, digits, {@code . _ -}
 * @param who the operator, as {@code user@controller}; told to whoever finds the lock taken
 * @param heartbeat how often a locked shell is told that its controller lives
 * @param heartbeatLimit without a heartbeat for so long (whole seconds), a locked shell ends after the step in hand
 * @param maxReply bound for one reply, in bytes as sent by the host, and for what stands on standard error beside it
 * @param openTimeout bound for the shell to come up, sudo included
 */
public record ShellOptions(
        boolean locked,
        String runId,
        String who,
        Duration heartbeat,
        Duration heartbeatLimit,
        long maxReply,
        Duration openTimeout) {

    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    /** Some hundred thousand names of files; what a hostile host can make us keep is a small multiple of it. */
    private static final long DEFAULT_MAX_REPLY = 32L << 20;

    public ShellOptions {
        if (!RUN_ID.matcher(runId).matches()) {
            throw new IllegalArgumentException("not a run id: " + runId);
        }
        if (heartbeatLimit.toSeconds() < 1) {
            throw new IllegalArgumentException("heartbeat limit under a second: " + heartbeatLimit);
        }
    }

    /** For plan and verify: takes no lock and writes nothing on the host. */
    public static ShellOptions reading(String runId, String who) {
        return of(false, runId, who);
    }

    /** For provision: takes the host's lock until the shell ends. */
    public static ShellOptions locking(String runId, String who) {
        return of(true, runId, who);
    }

    private static ShellOptions of(boolean locked, String runId, String who) {
        return new ShellOptions(
                locked,
                runId,
                who,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                DEFAULT_MAX_REPLY,
                Duration.ofSeconds(30));
    }

    public ShellOptions withHeartbeat(Duration interval, Duration limit) {
        return new ShellOptions(locked, runId, who, interval, limit, maxReply, openTimeout);
    }

    public ShellOptions withOpenTimeout(Duration timeout) {
        return new ShellOptions(locked, runId, who, heartbeat, heartbeatLimit, maxReply, timeout);
    }

    public ShellOptions withMaxReply(long bytes) {
        return new ShellOptions(locked, runId, who, heartbeat, heartbeatLimit, bytes, openTimeout);
    }
}
