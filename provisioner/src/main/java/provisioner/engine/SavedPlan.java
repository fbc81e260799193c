package provisioner.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import provisioner.plan.StepPlan;

/**
 * A plan that was saved for approval: its arguments, and digests of its input and its steps. It contains no file
 * contents and no secrets. {@code provision} computes the plan again and continues only if it is the same.
 *
 * @param arguments by the names of the command line's options
 * @param inputs the digest of each input file
 * @param steps for each host, the digest of each step's plan ({@link PlanDigest}) by the step's id
 */
public record SavedPlan(
        String runId,
        SequencedMap<String, List<String>> arguments,
        Map<String, String> inputs,
        Map<String, Map<String, String>> steps) {
    private static final int VERSION = 1;

    public SavedPlan {
        arguments = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(arguments));
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }

    public static SavedPlan of(
            String runId,
            SequencedMap<String, List<String>> arguments,
            Map<String, String> inputs,
            Map<String, List<StepPlan>> plans) {
        Map<String, Map<String, String>> steps = new LinkedHashMap<>();
        plans.forEach((host, plan) -> steps.put(host, PlanDigest.bySteps(plan)));
        return new SavedPlan(runId, arguments, inputs, steps);
    }

    /** The names of the steps that would now act differently. */
    List<String> differing(String host, List<StepPlan> now) {
        Map<String, String> planned = steps.getOrDefault(host, Map.of());
        Map<String, String> current = PlanDigest.bySteps(now);
        Map<String, String> names = new LinkedHashMap<>();
        now.forEach(plan -> names.put(plan.step().id(), "'" + plan.step().name() + "'"));
        Set<String> ids = new TreeSet<>(planned.keySet());
        ids.addAll(current.keySet());
        List<String> differing = new ArrayList<>();
        for (String id : ids) {
            if (!String.valueOf(planned.get(id)).equals(current.get(id))) {
                differing.add(names.getOrDefault(id, "'" + id + "'"));
            }
        }
        return differing;
    }

    /** The input files that have changed, are new or are missing. */
    public List<String> changedInputs(Map<String, String> now) {
        Set<String> files = new TreeSet<>(inputs.keySet());
        files.addAll(now.keySet());
        return files.stream()
                .filter(file -> !String.valueOf(inputs.get(file)).equals(now.get(file)))
                .toList();
    }

    /** Writes the file with mode 0600. */
    public void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("type", "plan").put("version", VERSION).put("runId", runId);
        root.set("arguments", mapper.valueToTree(arguments));
        root.set("inputs", mapper.valueToTree(inputs));
        root.set("hosts", mapper.valueToTree(steps));
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, mapper.writeValueAsBytes(root), StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** @throws IOException with a message for users if the file is not a plan of this version */
    public static SavedPlan read(Path file) throws IOException {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.path("type").asText().equals("plan")
                || root.path("version").asInt() != VERSION
                || !root.path("runId").isTextual()) {
            throw new IOException(file + " is not a plan of this version of provisioner");
        }
        SequencedMap<String, List<String>> arguments = new LinkedHashMap<>();
        root.path("arguments").properties().forEach(argument -> {
            List<String> values = new ArrayList<>();
            argument.getValue().forEach(value -> values.add(value.asText()));
            arguments.put(argument.getKey(), values);
        });
        Map<String, Map<String, String>> steps = new LinkedHashMap<>();
        root.path("hosts").properties().forEach(host -> steps.put(host.getKey(), texts(host.getValue())));
        return new SavedPlan(root.path("runId").asText(), arguments, texts(root.path("inputs")), steps);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
