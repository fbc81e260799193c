package provisioner.remote.shell;

import java.time.Duration;

/**
 * How a step's script ended, and what the follow-up script then answered, which is the same for all steps of one exchange.
 *
 * @param exit the exit status; 124 or 137 where it was ended by its timeout
 * @param duration on the host's clock, to 10 ms
 * @param stdout the last 16 KiB, control characters replaced
 * @param stderr the last 16 KiB, control characters replaced
 * @param then the follow-up's reply
 */
public record StepResult(int exit, boolean timedOut, Duration duration, String stdout, String stderr, Reply then) {}
