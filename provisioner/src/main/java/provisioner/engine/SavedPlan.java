package provisioner.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import provisioner.compile.Program;
import provisioner.remote.target.Target;

/**
 * A plan that was saved for approval: its arguments, digests of everything that determines its actions, and what was
 * shown of it. It contains no secrets. {@code provision} computes the plan again and continues only if it is the same.
 *
 * @param build of the provisioner that made it
 * @param arguments by the names of the command line's options
 * @param inputs the digest of each input file
 * @param observed for each host, the digest of what decides each step's actions ({@link PlanDigest#ofHost}), by the
 *     step's id
 * @param shown what it would do, for people
 * @param seal the digest of everything else
 */
public record SavedPlan(
        String runId,
        String build,
        SequencedMap<String, List<String>> arguments,
        Map<String, String> inputs,
        ProgramDigest program,
        Map<String, Map<String, String>> observed,
        ShownPlan shown,
        String seal) {
    private static final int VERSION = 2;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    public SavedPlan {
        arguments = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(arguments));
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        observed = Collections.unmodifiableMap(new LinkedHashMap<>(observed));
    }

    /** What a plan is for. It must be the same when the plan is made and when it is applied. */
    public record Subject(String build, Program program, Map<String, Target> targets, PlanDigest digest) {
        ProgramDigest digested() {
            return ProgramDigest.of(digest, program, targets);
        }
    }

    public static SavedPlan of(
            String runId,
            SequencedMap<String, List<String>> arguments,
            Subject subject,
            Map<String, HostPlan> plans,
            ShownPlan shown) {
        Map<String, Map<String, String>> observed = new LinkedHashMap<>();
        plans.forEach((host, plan) -> observed.put(host, subject.digest().ofHost(plan)));
        SavedPlan plan = new SavedPlan(
                runId, subject.build(), arguments, subject.program().inputs(), subject.digested(), observed, shown, "");
        return plan.sealed(subject.digest().of(plan));
    }

    private SavedPlan sealed(String by) {
        return new SavedPlan(runId, build, arguments, inputs, program, observed, shown, by);
    }

    /** The input files that have changed, are new or are missing. */
    public List<String> changedInputs(Map<String, String> now) {
        return differing(inputs, now);
    }

    /** Whether the plan is unchanged since it was saved, under the same key. */
    public boolean isAsWritten(PlanDigest digest) {
        return digest.of(sealed("")).equals(seal);
    }

    /** What has changed, as far as that is known without observing a host. */
    public List<String> changes(Subject now) {
        return program.changes(now.digested());
    }

    /** The names of the steps that would now act differently, because the host has changed. */
    List<String> differing(String host, HostPlan now, PlanDigest digest) {
        Map<String, String> names = new LinkedHashMap<>();
        now.steps().forEach(plan -> names.put(plan.step().id(), plan.step().name()));
        return differing(observed.getOrDefault(host, Map.of()), digest.ofHost(now)).stream()
                .map(id -> PlanDigest.isReference(id) ? "all that read " + id : "'" + names.getOrDefault(id, id) + "'")
                .toList();
    }

    private static List<String> differing(Map<String, String> before, Map<String, String> now) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(before.get(key), now.get(key)))
                .toList();
    }

    /** Writes the file with mode 0600. */
    public void write(Path file) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("type", "plan").put("version", VERSION);
        root.setAll((ObjectNode) MAPPER.valueToTree(this));
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, MAPPER.writeValueAsBytes(root), StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** @throws IOException with a message for users if the file is not a plan of this version */
    public static SavedPlan read(Path file) throws IOException {
        SavedPlan plan;
        try {
            JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
            if (!(root instanceof ObjectNode object)
                    || !root.path("type").asText().equals("plan")
                    || root.path("version").asInt() != VERSION) {
                throw new IOException(file + " is not a plan of this version of provisioner");
            }
            if (!object.has("shown")) {
                object.set("shown", MAPPER.valueToTree(ShownPlan.UNKNOWN));
            }
            plan = MAPPER.treeToValue(object.without(List.of("type", "version")), SavedPlan.class);
        } catch (JsonProcessingException e) {
            // Jackson has a type for it, but not wherever a text may end.
            if (e.getOriginalMessage().startsWith("Unexpected end-of-input")) {
                throw new IOException(file + " is incomplete: it ends in the middle", e);
            }
            throw new IOException(file + " is not a saved plan, or it is damaged: " + e.getOriginalMessage(), e);
        }
        if (plan.program.hosts().isEmpty()) {
            throw new IOException(file + " plans nothing: it names no host");
        }
        return plan;
    }
}
