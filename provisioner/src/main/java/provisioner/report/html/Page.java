package provisioner.report.html;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import provisioner.plan.Outcome;
import provisioner.resource.Topology;

/**
 * What a page shows of a run. All texts are without secrets.
 *
 * @param verdict the result in one sentence, or a few
 * @param hosts by name, in the inventory's order
 * @param findings what is to be done something about, the worst first
 * @param runs of the same site, the newest first; empty if there is no record of them
 */
public record Page(
        About about,
        Verdict verdict,
        SequencedMap<String, Host> hosts,
        Topology topology,
        List<Finding> findings,
        List<Play> plays,
        List<Check> checks,
        Optional<List<PastRun>> runs,
        List<String> notes) {

    /**
     * Who ran what, from which files.
     *
     * @param title what the page is, and
     * @param lead what was done, both for somebody who does not know the commands
     * @param startedAt ISO 8601, UTC, in seconds
     * @param inputs SHA-256 digest of every file that was read, by path
     */
    public record About(
            String title,
            String lead,
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

    /**
     * @param detail why, if it is not fine
     * @param looked when it was looked at last; empty where the page is about that run
     */
    public record Host(State state, String detail, Optional<Instant> looked) {}

    /** What can be found, in the words that are used everywhere, and what they mean and what is to be done about them. */
    public enum Kind {
        UNREACHABLE(
                State.UNREACHABLE,
                "unreachable",
                "There was no way to log in, so nothing is known of the host. It may be down, or only out of reach"
                        + " from where the run was started.",
                "See whether the host is up. 'provisioner ping' tries to log in again."),
        HOST_FAILED(
                State.FAILED,
                "host failed",
                "The run could not go on with this host. Only what it found before that is known.",
                "Mend the reason, and run it again."),
        CHECK_FAILED(
                State.FAILED,
                "check failed",
                "The service was tried as its users use it, and did not answer as it must.",
                "See the other findings: one of them may be the reason. The page \"On call\" of the documentation says"
                        + " more of each check."),
        FAILED(
                State.FAILED,
                "failed",
                "Whether the host is as declared could not be worked out for this step.",
                "Mend the reason, and run it again."),
        UNKNOWN(
                State.FAILED,
                "unknown",
                "The host did not answer what it was asked, so nothing is said about this.",
                "Mend the reason, and run it again."),
        DRIFTED(
                State.DIFFERS,
                "drifted",
                "The host is not as its files say: somebody changed it by hand, or the files were changed and not"
                        + " provisioned yet.",
                "If the change was meant, write it into the files. Otherwise 'provisioner provision' takes it back;"
                        + " 'provisioner plan' shows what that would do."),
        WOULD_CHANGE(
                State.DIFFERS,
                "would change",
                "The host is not as its files say.",
                "If that is what you want, 'provisioner provision' changes it."),
        MAY_CHANGE(
                State.DIFFERS,
                "may change",
                "Whether this changes follows from an earlier step that would change.",
                "Look at that step: what becomes of it decides this one, too."),
        CHANGED(State.DIFFERS, "changed", "The run changed this.", "Nothing."),
        UNACCOUNTED(
                State.DIFFERS,
                "unaccounted for",
                "The host has it, and neither a package nor the files say so: somebody left it, or somebody broke in.",
                "Find out who needs it. Then declare it, or remove it.");

        private final State state;
        private final String word;
        private final String meaning;
        private final String remedy;

        Kind(State state, String word, String meaning, String remedy) {
            this.state = state;
            this.word = word;
            this.meaning = meaning;
            this.remedy = remedy;
        }

        public State state() {
            return state;
        }

        /** What was so when it was not there yet. */
        String before() {
            return switch (this) {
                case UNREACHABLE -> "reached";
                case HOST_FAILED -> "not failed";
                case CHECK_FAILED -> "passed";
                case UNACCOUNTED -> "not there";
                case FAILED, UNKNOWN, DRIFTED, WOULD_CHANGE, MAY_CHANGE, CHANGED -> "in order";
            };
        }

        /** As people see it. */
        public String word() {
            return word;
        }

        String meaning() {
            return meaning;
        }

        String remedy() {
            return remedy;
        }
    }

    /**
     * @param where the place in the files; empty if there is none
     * @param since when it last changed, as far as the host knows; empty if it does not
     * @param lines a diff or what a program said
     * @param advice what is to be said beyond what holds for all of its kind; may be empty
     * @param seen from when to when, as far as a record knows
     */
    public record Finding(
            Kind kind,
            String title,
            List<String> hosts,
            String where,
            String since,
            List<String> lines,
            String advice,
            List<Seen> seen) {
        /** The same with what a record knows. */
        public Finding with(List<Seen> known) {
            return new Finding(kind, title, hosts, where, since, lines, advice, known);
        }

        public State state() {
            return kind.state();
        }
    }

    public record Play(String name, List<Row> rows) {}

    /** @param outcomes by host; without hosts that do not have the step */
    public record Row(String step, String role, String where, Map<String, Outcome> outcomes) {}

    /**
     * @param host empty for a check of the service as a whole
     * @param outcome {@code passed}, {@code failed} or {@code not run}
     */
    public record Check(String host, String name, String outcome, String detail) {}
}
