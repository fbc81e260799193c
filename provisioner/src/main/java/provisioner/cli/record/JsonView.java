package provisioner.cli.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import provisioner.record.History;
import provisioner.report.OutputSanitizer;

/** One JSON object a line, as docs/history.md describes. */
final class JsonView implements View {
    private final JsonMapper mapper = new JsonMapper();
    private final PrintStream out;

    JsonView(PrintStream out) {
        this.out = out;
    }

    private static String clean(String text) {
        return OutputSanitizer.WITHOUT_SECRETS.text(text);
    }

    private ObjectNode line(String type) {
        return mapper.createObjectNode().put("type", type);
    }

    private void print(ObjectNode line) {
        try {
            out.println(mapper.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values", e);
        }
    }

    @Override
    public void runs(List<History.Run> runs) {
        runs.forEach(run -> print(line("recorded-run")
                .put("run", clean(run.run()))
                .put("site", clean(run.site()))
                .put("command", clean(run.command()))
                .put("startedAt", run.startedAt().toString())
                .put("durationMs", run.durationMs())
                .put("exitCode", run.exitCode())
                .put("interrupted", run.interrupted())
                .put("operator", clean(run.operator()))
                .put("build", clean(run.build()))
                .put("playbook", clean(run.playbook()))
                .put("scope", clean(run.scope()))
                .put("madePlan", clean(run.madePlan()))
                .put("appliedPlan", clean(run.appliedPlan()))
                .put("approvedBy", clean(run.approver()))
                .put("hosts", run.hosts())
                .put("checksPassed", run.checksPassed())
                .put("checksFailed", run.checksFailed())));
    }

    @Override
    public void findings(List<History.Found> findings) {
        for (History.Found one : findings) {
            ObjectNode line = line("finding")
                    .put("site", clean(one.site()))
                    .put("host", one.host().isEmpty() ? null : clean(one.host()))
                    .put("kind", one.kind().word())
                    .put("play", clean(one.play()))
                    .put("step", clean(one.step()))
                    .put("open", one.resolved().isEmpty())
                    .put(
                            "lastAbsent",
                            one.lastAbsent().map(seen -> seen.at().toString()).orElse(null))
                    .put(
                            "lastAbsentRun",
                            one.lastAbsent().map(seen -> clean(seen.run())).orElse(null))
                    .put("firstSeen", one.first().at().toString())
                    .put("firstRun", clean(one.first().run()))
                    .put("lastSeen", one.last().at().toString())
                    .put("lastRun", clean(one.last().run()));
            line.put(
                    "resolvedAt", one.resolved().map(end -> end.at().toString()).orElse(null));
            line.put("resolvedRun", one.resolved().map(end -> clean(end.run())).orElse(null));
            print(line.put("resolvedBy", clean(one.resolvedBy()))
                    .put("location", clean(one.location()))
                    .put("detail", clean(one.detail())));
        }
    }

    @Override
    public void changes(List<History.Changed> changes) {
        changes.forEach(one -> print(line("change")
                .put("site", clean(one.site()))
                .put("host", clean(one.host()))
                .put("play", clean(one.play()))
                .put("step", clean(one.step()))
                .put("outcome", clean(one.outcome()))
                .put("at", one.at().toString())
                .put("run", clean(one.run()))
                .put("operator", clean(one.operator()))
                .put("location", clean(one.location()))
                .put("detail", clean(one.detail()))
                .put("durationMs", one.durationMs())));
    }
}
