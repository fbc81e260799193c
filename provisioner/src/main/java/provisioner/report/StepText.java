package provisioner.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.resource.Difference;

/** One step as text: its headline and what is below it. Without colours. */
final class StepText {
    private static final int MOST_HOSTS = 5;

    private final OutputSanitizer safe;
    private final DiffText diffs;

    StepText(OutputSanitizer safe) {
        this.safe = safe;
        this.diffs = new DiffText(safe);
    }

    /** {@code ~ nginx is installed  may change, because of: the package lists are read}. */
    String headline(StepReport report) {
        String mark = isNew(report) && report.outcome() == Outcome.WOULD_CHANGE
                ? "+"
                : Style.mark(report.outcome(), report.removes());
        String line = mark + " " + safe.line(report.step().name());
        boolean planned = report.outcome() == Outcome.WOULD_CHANGE;
        if (!planned) {
            line += "  " + report.outcome().word().replace('-', ' ');
        }
        if (!planned && !report.because().isEmpty() && report.outcome() != Outcome.FAILED) {
            boolean reason = report.outcome() == Outcome.SKIPPED || report.outcome() == Outcome.DRIFTED;
            line += (reason ? ": " : ", because of: ") + safe.line(report.because());
        }
        return report.duration().compareTo(Duration.ofSeconds(1)) < 0 ? line : line + "  " + seconds(report.duration());
    }

    /** Everything: all contents in full. */
    List<String> details(StepReport report) {
        List<String> lines = new ArrayList<>(diffs.lines(report.differences()));
        if (report.outcome() == Outcome.WOULD_CHANGE && !report.because().isEmpty()) {
            lines.add("because of: " + safe.line(report.because()));
        }
        addReasons(report, lines);
        return lines;
    }

    /**
     * With the contents of new files folded.
     *
     * @param longest a diff of more lines is folded, unless the step destroys something
     */
    List<String> brief(StepReport report, int longest) {
        List<String> lines =
                new ArrayList<>(diffs.brief(report.differences(), report.removes() ? Integer.MAX_VALUE : longest));
        addReasons(report, lines);
        return lines;
    }

    private void addReasons(StepReport report, List<String> lines) {
        String location = "at " + safe.line(report.step().location().toString());
        switch (report.outcome()) {
            case FAILED -> {
                lines.add("failed: " + safe.text(report.because()));
                lines.add(location + ", " + safe.line(report.step().resource().title()));
                report.error()
                        .ifPresent(error -> safe.text(error.stderr()).lines().forEach(line -> lines.add("| " + line)));
            }
            case DRIFTED -> lines.add(location);
            default -> {}
        }
    }

    /**
     * Whether the step only brings about what is not there yet, or follows from an earlier step. Nothing of the user's is
     * replaced by it.
     */
    boolean isNew(StepReport report) {
        boolean acts = report.outcome() == Outcome.WOULD_CHANGE || report.outcome() == Outcome.MAY_CHANGE;
        return acts
                && !report.removes()
                && (!report.because().isEmpty() || report.differences().stream().allMatch(Difference::appears))
                && report.differences().stream().noneMatch(Difference::overwrites);
    }

    /** {@code web-1, web-2 and 8 more}. */
    static String some(List<String> hosts) {
        String more = hosts.size() > MOST_HOSTS ? " and " + (hosts.size() - MOST_HOSTS) + " more" : "";
        return hosts.stream().limit(MOST_HOSTS).collect(Collectors.joining(", ")) + more;
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
