package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a plan said of each step, to be held against what a provision then did. */
public final class Foreseen {
    private final Map<String, JsonNode> steps = new LinkedHashMap<>();

    private Foreseen() {}

    public static Foreseen of(Tool.Run plan) {
        Foreseen foreseen = new Foreseen();
        plan.steps().forEach(step -> foreseen.steps.put(step.path("id").asText(), step));
        return foreseen;
    }

    private String outcome(JsonNode step) {
        JsonNode foreseen = steps.get(step.path("id").asText());
        assertThat(foreseen).as("planned: %s", step).isNotNull();
        return foreseen.path("outcome").asText();
    }

    private static List<JsonNode> changed(Tool.Run provision) {
        return provision.steps().stream()
                .filter(step -> step.path("outcome").asText().equals("changed"))
                .toList();
    }

    /** What happened is a subset of what was foreseen, and what was certain happened. */
    public void assertCameTrue(Tool.Run provision) {
        assertThat(changed(provision)).isNotEmpty();
        for (JsonNode step : provision.steps()) {
            boolean happened = step.path("outcome").asText().equals("changed");
            if (happened) {
                assertThat(outcome(step)).as("%s", step).isIn("would-change", "may-change");
            } else {
                assertThat(outcome(step)).as("%s", step).isNotEqualTo("would-change");
            }
        }
        for (JsonNode step : steps.values()) {
            if (step.path("outcome").asText().equals("may-change")) {
                assertThat(step.path("because").asText()).as("%s", step).isNotEmpty();
            }
        }
    }

    /** The part of the steps that changed that was foreseen for certain. */
    public double certainty(Tool.Run provision) {
        List<JsonNode> changed = changed(provision);
        long certain = changed.stream()
                .filter(step -> outcome(step).equals("would-change"))
                .count();
        return certain / (double) changed.size();
    }

    /** The titles of the steps on a host that were foreseen to change something: {@code file /etc/motd}. */
    public Set<String> resources(String host) {
        return steps.values().stream()
                .filter(step -> step.path("host").asText().equals(host))
                .filter(step -> step.path("outcome").asText().endsWith("-change"))
                .map(step -> step.path("resource").asText())
                .collect(Collectors.toSet());
    }
}
