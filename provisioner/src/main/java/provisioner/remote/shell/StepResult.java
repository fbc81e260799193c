package provisioner.remote.shell;

import java.time.Duration;
import java.util.List;

/**
 * How a step ended. It stays this value from the host's reply to the verdict on the step.
 *
 * @param exit the exit status; 124 or 137 where its timeout ended it
 * @param limit how long it was allowed to take
 * @param duration on the host's clock, to 10 ms
 * @param stdout the last 16 KiB, control characters replaced
 * @param stderr the last 16 KiB, control characters replaced
 */
public record StepResult(int exit, boolean timedOut, Duration limit, Duration duration, String stdout, String stderr) {
    private static final String NOTE = "note: ";

    public boolean failed() {
        return exit != 0;
    }

    /** What it wrote to standard error, or else to standard output. */
    public String said() {
        return stderr.isBlank() ? stdout : stderr;
    }

    /** What it wants people to know although it succeeded. */
    public List<String> notes() {
        return stderr.lines()
                .filter(line -> line.startsWith(NOTE))
                .map(line -> line.substring(NOTE.length()))
                .toList();
    }

    /** Why it failed, for people. */
    public String describe() {
        if (timedOut) {
            return "did not end within " + limit.toSeconds() + " s";
        }
        String reason = Reason.in(said());
        return "exit status " + exit + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** This step, failed for a reason that its script does not know. */
    public StepResult failing(String why) {
        return new StepResult(1, false, limit, duration, "", why);
    }

    /** A start and its watch as one step. */
    StepResult then(StepResult watch) {
        return new StepResult(
                watch.exit, watch.timedOut, watch.limit, duration.plus(watch.duration), watch.stdout, watch.stderr);
    }

    @Override
    public String toString() {
        return "exit status " + exit;
    }
}
