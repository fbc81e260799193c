package provisioner.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;

/** One step as text: its headline and what is below it. Without colours. */
final class StepText {
    private static final int MOST_HOSTS = 5;

    private final OutputSanitizer safe;
    private final DiffText diffs;

    StepText(OutputSanitizer safe) {
        this.safe = safe;
        this.diffs = new DiffText(safe);
    }

    /** The step without secrets. */
    ShownStep shown(StepReport report) {
        return new ShownStep(
                report.step().id(),
                report.step().play(),
                report.step().playIndex(),
                report.step().around().isPresent(),
                safe.line(report.step().name()),
                safe.line(report.step().resource().title()),
                report.step().resource().altersAnything(),
                safe.line(report.step().location().toString()),
                report.outcome(),
                safe.line(report.because()),
                diffs.shown(report.differences()),
                reasons(report));
    }

    /** {@code ~ nginx is installed  may change, because of: the package lists are read}. */
    String headline(ShownStep step) {
        String mark = step.onlyAdds() && step.outcome() == Outcome.WOULD_CHANGE
                ? "+"
                : Style.mark(step.outcome(), step.removes());
        String line = mark + " " + safe.line(step.name());
        if (step.outcome() == Outcome.WOULD_CHANGE) {
            return line;
        }
        line += "  " + step.outcome().word().replace('-', ' ');
        if (!step.because().isEmpty() && step.outcome() != Outcome.FAILED) {
            boolean reason = step.outcome() == Outcome.SKIPPED || step.outcome() == Outcome.DRIFTED;
            line += (reason ? ": " : ", because of: ") + safe.line(step.because());
        }
        return line;
    }

    /** The headline of a step that was run, with the time that it took. */
    String headline(StepReport report) {
        String line = headline(shown(report));
        return report.duration().compareTo(Duration.ofSeconds(1)) < 0 ? line : line + "  " + seconds(report.duration());
    }

    List<String> details(StepReport report) {
        return details(shown(report));
    }

    /** Everything: all contents in full. */
    List<String> details(ShownStep step) {
        List<String> lines = new ArrayList<>(DiffText.full(step.differences()));
        if (step.outcome() == Outcome.WOULD_CHANGE && !step.because().isEmpty()) {
            lines.add("because of: " + safe.line(step.because()));
        }
        lines.addAll(step.reasons());
        return lines;
    }

    /**
     * With the contents of new files folded.
     *
     * @param longest a diff of more lines is folded, unless the step destroys something
     */
    List<String> brief(ShownStep step, int longest) {
        List<String> lines =
                new ArrayList<>(DiffText.brief(step.differences(), step.removes() ? Integer.MAX_VALUE : longest));
        lines.addAll(step.reasons());
        return lines;
    }

    private List<String> reasons(StepReport report) {
        List<String> lines = new ArrayList<>();
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
        return lines;
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
