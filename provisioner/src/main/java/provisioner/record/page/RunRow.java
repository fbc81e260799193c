package provisioner.record.page;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.record.History;
import provisioner.record.SiteHistory.RunOnHosts;
import provisioner.report.OutputSanitizer;
import provisioner.report.html.Page.State;
import provisioner.report.html.PastRun;

/** A recorded run as a page shows it. */
final class RunRow {
    private static final int LONGEST = 500;

    private RunRow() {}

    /** One line that may stand on a page. The database may have longer ones than anybody reads. */
    static String clean(String text) {
        String line = OutputSanitizer.WITHOUT_SECRETS.line(text);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** @param word as the record has it */
    static State state(String word) {
        return switch (word) {
            case "fine" -> State.FINE;
            case "differs" -> State.DIFFERS;
            case "unreachable" -> State.UNREACHABLE;
            default -> State.FAILED;
        };
    }

    static PastRun of(RunOnHosts recorded) {
        History.Run run = recorded.run();
        SortedMap<State, Integer> hosts = new TreeMap<>();
        for (Map.Entry<String, Integer> one : recorded.hosts().entrySet()) {
            hosts.merge(state(one.getKey()), one.getValue(), Integer::sum);
        }
        return new PastRun(
                run.startedAt(),
                clean(run.run()),
                clean((run.command() + " " + run.playbook() + " " + run.scope()).strip()),
                clean(run.operator()),
                String.format(Locale.ROOT, "%.1f s", run.durationMs() / 1000.0),
                run.interrupted() ? "interrupted, exit " + run.exitCode() : "exit " + run.exitCode(),
                hosts,
                checks(run));
    }

    private static String checks(History.Run run) {
        return run.checksPassed() + run.checksFailed() == 0
                ? "none"
                : run.checksPassed() + " passed, " + run.checksFailed() + " failed";
    }
}
