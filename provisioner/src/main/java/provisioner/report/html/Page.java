package provisioner.report.html;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import provisioner.plan.Outcome;
import provisioner.resource.Topology;

/**
 * What a page shows of a run. All texts are without secrets.
 *
 * @param verdict the result in one sentence
 * @param hosts by name, in the inventory's order
 * @param findings what is to be done something about, the worst first
 */
public record Page(
        About about,
        Verdict verdict,
        SequencedMap<String, Host> hosts,
        Topology topology,
        List<Finding> findings,
        List<Play> plays,
        List<Check> checks,
        List<String> notes) {

    /**
     * Who ran what, from which files.
     *
     * @param startedAt ISO 8601, UTC
     * @param inputs SHA-256 digest of every file that was read, by path
     */
    public record About(
            String command,
            String playbook,
            String runId,
            String startedAt,
            String duration,
            String by,
            String build,
            SortedMap<String, String> inputs) {}

    /** @param good whether nothing is to be done */
    public record Verdict(boolean good, String text) {}

    /** How a host or a finding stands, in colour, as a sign and in a word. */
    public enum State {
        FINE("✓", "as declared"),
        DIFFERS("≠", "differs"),
        FAILED("✗", "failed"),
        UNREACHABLE("⊘", "unreachable");

        final String sign;
        final String word;

        State(String sign, String word) {
            this.sign = sign;
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** The class that the style sheet knows. */
        String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param detail why, if it is not fine */
    public record Host(State state, String detail) {}

    /**
     * @param kind such as {@code drifted}
     * @param where the place in the files; empty if there is none
     * @param lines a diff or what a program said
     * @param advice what to do about it
     */
    public record Finding(
            State state,
            String kind,
            String title,
            List<String> hosts,
            String where,
            List<String> lines,
            String advice) {}

    public record Play(String name, List<Row> rows) {}

    /** @param outcomes by host; without hosts that do not have the step */
    public record Row(String step, String role, String where, Map<String, Outcome> outcomes) {}

    /**
     * @param host empty for a check of the service as a whole
     * @param outcome {@code passed}, {@code failed} or {@code not run}
     */
    public record Check(String host, String name, String outcome, String detail) {}
}
