package provisioner.cli.record;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import provisioner.record.History;
import provisioner.report.OutputSanitizer;

/** For people. */
final class TextView implements View {
    private static final int MOST_DETAIL = 6;

    private final PrintStream out;

    TextView(PrintStream out) {
        this.out = out;
    }

    private void line(String text) {
        out.println(OutputSanitizer.WITHOUT_SECRETS.line(text));
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String with(String before, String text) {
        return text.isEmpty() ? "" : before + text;
    }

    @Override
    public void runs(List<History.Run> runs) {
        if (runs.isEmpty()) {
            line("no runs are recorded");
        }
        for (History.Run run : runs) {
            String seconds = String.format(Locale.ROOT, "%.1f s", run.durationMs() / 1000.0);
            line(time(run.startedAt()) + "  " + run.command() + "  exit " + run.exitCode()
                    + (run.interrupted() ? " (interrupted)" : "") + "  " + run.operator() + "  " + run.run());
            line("    " + run.site() + ", " + run.playbook() + with(" ", run.scope()) + ": " + run.hosts()
                    + (run.hosts() == 1 ? " host, " : " hosts, ") + run.checksPassed() + " checks passed, "
                    + run.checksFailed() + " failed, " + seconds);
            plan("    saved the plan ", run.madePlan());
            plan("    applied the plan ", run.appliedPlan() + with(", approved by ", run.approver()));
        }
    }

    private void plan(String what, String digest) {
        if (!digest.isEmpty()) {
            line(what + digest);
        }
    }

    @Override
    public void findings(List<History.Found> findings) {
        if (findings.isEmpty()) {
            line("no findings are recorded");
        }
        for (History.Found one : findings) {
            line((one.resolved().isEmpty() ? "open      " : "resolved  ")
                    + one.kind().word() + "  " + (one.host().isEmpty() ? "(the service)" : one.host()) + "  "
                    + one.step() + with("  at ", one.location()));
            Optional<History.Seen> absent = one.lastAbsent();
            line("    since " + seen(one.first())
                    + absent.map(seen -> ", last absent " + time(seen.at())).orElse("") + ", last seen "
                    + seen(one.last()));
            Optional<History.Seen> end = one.resolved();
            end.ifPresent(seen -> line("    resolved " + seen(seen) + with(": ", one.resolvedBy())));
            detail(one.detail());
        }
    }

    private static String seen(History.Seen seen) {
        return time(seen.at()) + with(" by run ", seen.run());
    }

    private void detail(String detail) {
        List<String> lines = detail.lines().toList();
        lines.stream().limit(MOST_DETAIL).forEach(text -> line("    | " + text));
        if (lines.size() > MOST_DETAIL) {
            line("    | … " + (lines.size() - MOST_DETAIL) + " more");
        }
    }

    @Override
    public void changes(List<History.Changed> changes) {
        for (History.Changed one : changes) {
            line(time(one.at()) + "  " + one.outcome() + "  " + one.host() + "  " + one.step() + "  " + one.operator()
                    + "  run " + one.run());
        }
    }
}
