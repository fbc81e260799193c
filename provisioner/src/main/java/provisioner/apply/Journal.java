package provisioner.apply;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import provisioner.plan.StepPlan;
import provisioner.resource.Difference;
import provisioner.secret.Masker;
import provisioner.sh.Sh;

/**
 * The record on each host of what was changed, when, and by which run: {@value #PATH}, one JSON object a line, written by
 * the step itself so that it is complete also where the connection was lost.
 *
 * @param who the operator, as {@code user@controller}
 * @param playbook the name of the playbook's file
 */
public record Journal(String runId, String who, String playbook, Masker masker) {
    public static final String PATH = "/var/log/provisioner/journal.jsonl";

    /** Shell text that appends one line a step; {@code $1} is the exit status of the action. */
    String function(List<StepPlan> plans) {
        return function(plans, "");
    }

    /** Likewise, for the first half of a step: what succeeds is noted by the other half. */
    String functionOfFailures(List<StepPlan> plans) {
        return function(plans, "  if [ \"$1\" -eq 0 ]; then return 0; fi\n");
    }

    /** A script that does nothing but append the lines, for what no script on the host has done. */
    String note(List<StepPlan> plans, int exit) {
        return "set -eu\n" + function(plans) + "journal " + exit + "\n";
    }

    private String function(List<StepPlan> plans, String first) {
        StringBuilder text = new StringBuilder("journal() {\n").append(first);
        text.append("  mkdir -p -m 0750 /var/log/provisioner\n  {\n");
        for (StepPlan plan : plans) {
            text.append("    printf '{\"at\":\"%s\",\"exit\":%s,%s\\n' \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\" \"$1\" ")
                    .append(Sh.quote(line(plan)))
                    .append('\n');
        }
        return text.append("  } >>").append(PATH).append("\n}\n").toString();
    }

    /** The object without its first two members, its brace closed. */
    private String line(StepPlan plan) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("run", runId);
            json.writeStringField("who", who);
            json.writeStringField("step", masker.mask(plan.step().name()));
            json.writeStringField("resource", masker.mask(plan.step().resource().title()));
            json.writeArrayFieldStart("changes");
            for (String change : Difference.summaries(plan.differences(), masker)) {
                json.writeString(change);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toString().substring(1);
    }
}
