package provisioner.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import provisioner.engine.SavedPlan;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;
import provisioner.report.SavedPlanView.Match;

/** The lines of a saved plan between those that every output has. */
final class SavedPlanJson {
    private final JsonReport report;
    private final OutputSanitizer safe;

    SavedPlanJson(JsonReport report, OutputSanitizer safe) {
        this.report = report;
        this.safe = safe;
    }

    /** @param hosts the steps of each, printable */
    void lines(String file, SavedPlan plan, Match match, SequencedMap<String, List<ShownStep>> hosts) {
        report.line("plan", json -> plan(json, file, plan, match));
        plan.shown()
                .notes()
                .forEach(note -> report.line("note", json -> {
                    json.writeNullField("host");
                    json.writeStringField("message", safe.line(note));
                }));
        hosts.forEach((host, steps) -> steps.forEach(step -> report.line("step", json -> step(json, host, step))));
        report.line("summary", json -> summary(json, hosts, match.stale() ? 1 : 0));
    }

    private void plan(JsonGenerator json, String file, SavedPlan plan, Match match) throws IOException {
        json.writeStringField("file", safe.line(file));
        json.writeStringField("runId", safe.line(plan.runId()));
        json.writeStringField("madeAt", safe.line(plan.shown().at()));
        json.writeStringField("madeBy", safe.line(plan.shown().by()));
        json.writeStringField("build", safe.line(plan.build()));
        json.writeBooleanField("sameBuild", match.build());
        json.writeObjectFieldStart("arguments");
        for (Map.Entry<String, List<String>> argument : plan.arguments().entrySet()) {
            json.writeArrayFieldStart(safe.line(argument.getKey()));
            for (String value : argument.getValue()) {
                json.writeString(safe.line(value));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeArrayFieldStart("inputs");
        for (Map.Entry<String, String> input : plan.inputs().entrySet()) {
            json.writeStartObject();
            json.writeStringField("path", safe.line(input.getKey()));
            json.writeStringField("sha256", safe.line(input.getValue()));
            json.writeBooleanField("changed", match.changed().contains(input.getKey()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void step(JsonGenerator json, String host, ShownStep step) throws IOException {
        json.writeStringField("host", host);
        json.writeStringField("id", host + "/" + step.id());
        json.writeStringField("play", step.play());
        json.writeStringField("step", step.name());
        json.writeStringField("resource", step.resource());
        json.writeStringField("outcome", step.outcome().word());
        json.writeStringField("because", step.because());
        json.writeStringField("location", step.location());
        json.writeBooleanField("removes", step.removes());
        json.writeStringField("diff", String.join("\n", DiffText.full(step.differences())));
        json.writeNullField("error");
        json.writeNumberField("durationMs", 0);
    }

    private static void summary(JsonGenerator json, SequencedMap<String, List<ShownStep>> hosts, int exitCode)
            throws IOException {
        json.writeStringField("command", "show");
        json.writeNumberField("exitCode", exitCode);
        json.writeArrayFieldStart("hosts");
        for (Map.Entry<String, List<ShownStep>> host : hosts.entrySet()) {
            List<ShownStep> steps = host.getValue();
            json.writeStartObject();
            json.writeStringField("host", host.getKey());
            json.writeNumberField("unchanged", SavedPlanView.count(steps, Outcome.UNCHANGED));
            json.writeNumberField("wouldChange", SavedPlanView.count(steps, Outcome.WOULD_CHANGE));
            json.writeNumberField("mayChange", SavedPlanView.count(steps, Outcome.MAY_CHANGE));
            json.writeNumberField("unverifiable", SavedPlanView.count(steps, Outcome.UNVERIFIABLE));
            json.writeNumberField("removals", SavedPlanView.removals(steps));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("durationMs", 0);
    }
}
