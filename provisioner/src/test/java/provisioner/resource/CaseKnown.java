package provisioner.resource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.plan.StepPlan;
import provisioner.source.Node;
import provisioner.state.Bytes;
import provisioner.state.Effect;
import provisioner.state.MysqlPassword;
import provisioner.state.Observation.Content;

/** What is known in a case beside its effects, so that these show contents and passwords where the model has digests. */
final class CaseKnown {
    private final Map<String, Bytes> contents = new HashMap<>();
    private final Optional<String> password;

    private CaseKnown(Optional<String> password) {
        this.password = password;
    }

    static CaseKnown of(GoldenCase golden, StepPlan plan) {
        CaseKnown known = new CaseKnown(golden.given().mapping("parameters").flatMap(CaseKnown::password));
        for (String key : List.of("parameters", "observed", "files", "templates")) {
            golden.given().node(key).ifPresent(known::texts);
        }
        known.add(plan.assessment());
        return known;
    }

    private static Optional<String> password(Node.Mapping parameters) {
        return parameters
                .get("password")
                .map(Node.Entry::value)
                .filter(Node.Scalar.class::isInstance)
                .map(value -> ((Node.Scalar) value).text());
    }

    private void texts(Node node) {
        switch (node) {
            case Node.Scalar scalar -> content(CaseInputs.bytes(scalar.text()));
            case Node.Sequence sequence -> sequence.items().forEach(this::texts);
            case Node.Mapping mapping -> mapping.entries().values().forEach(entry -> texts(entry.value()));
        }
    }

    private void add(Assessment assessment) {
        if (assessment instanceof Assessment.Differs differs && differs.action() instanceof Action.Script script) {
            script.blobs().values().forEach(this::content);
        }
        for (Effect effect : CaseText.effects(assessment)) {
            if (effect instanceof Effect.Becomes<?>(var query, Content content)) {
                content(content.bytes());
            }
        }
    }

    private void content(Bytes bytes) {
        contents.put(bytes.sha256(), bytes);
    }

    Optional<Bytes> content(String sha256, long size) {
        return Optional.ofNullable(contents.get(sha256)).filter(bytes -> bytes.size() == size);
    }

    /** The password of which a server keeps this. */
    Optional<String> password(String plugin, String stored) {
        return password.filter(text -> MysqlPassword.example(text, plugin).equals(stored));
    }
}
