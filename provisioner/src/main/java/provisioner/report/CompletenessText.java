package provisioner.report;

import java.util.ArrayList;
import java.util.List;
import provisioner.complete.Completeness;
import provisioner.complete.Finding;
import provisioner.state.Survey;

/** What nobody accounts for on a host, for people: what it is, since when, and the step that would declare it. */
final class CompletenessText {
    private static final int DATE = "2026-01-01".length();

    private CompletenessText() {}

    static List<String> lines(String host, Completeness found, OutputSanitizer safe, Style style) {
        List<String> lines = new ArrayList<>();
        found.accepted()
                .forEach((accepted, findings) -> lines.add(host + "  accepted: " + safe.line(accepted.pattern()) + " ("
                        + findings.size() + "): " + safe.line(accepted.reason())));
        if (!found.unaccounted().isEmpty()) {
            lines.add(style.bad(host + "  unaccounted for:"));
        }
        for (Finding finding : found.unaccounted()) {
            String since = finding.since()
                    .map(time -> ", since " + time.toString().substring(0, DATE))
                    .orElse("");
            lines.add(style.bad("  + " + safe.line(finding.title())) + "  " + safe.line(finding.what()) + since);
            lines.add(style.faint("      - " + safe.line(finding.step())));
        }
        for (Survey.Unknown unknown : found.unknown()) {
            lines.add(style.bad(host + "  unknown: " + safe.line(unknown.what()) + ": " + safe.line(unknown.why())));
        }
        return lines;
    }
}
