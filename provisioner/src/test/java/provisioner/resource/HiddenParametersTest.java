package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.plan.StepPlan;
import provisioner.resource.standard.StandardTypes;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;

/** Parameters that are secrets by their nature are shown neither by what they are parsed to nor by its plan. */
class HiddenParametersTest {
    private static final Set<String> PASSWORDS = Set.of("password", "admin_password", "seed_password");
    private static final String AUTHORITY = "authority";
    private static final Secret CANARY = new Secret("canary-of-a-secret");

    private int changes;

    @Test
    void areNotShown() {
        GoldenCase.all().forEach(this::tryOut);
        assertThat(changes).as("plans with something to do").isGreaterThan(20);
    }

    private void tryOut(GoldenCase golden) {
        Node.Mapping given = golden.given().mapping("parameters").orElseThrow();
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>(given.entries());
        entries.replaceAll((key, entry) -> PASSWORDS.contains(key)
                ? new Node.Entry(entry.location(), key, new Node.Scalar(entry.location(), CANARY.value(), false, ""))
                : entry);
        if (given.entries().keySet().stream().noneMatch(key -> PASSWORDS.contains(key) || key.equals(AUTHORITY))) {
            return;
        }
        Problems problems = new Problems();
        Fields fields = new Fields(new Node.Mapping(given.location(), entries), "a case", problems);
        Masker secrets = Masker.of(
                Set.of(CANARY, new Secret(fields.optionalString(AUTHORITY).orElse(""))));
        Optional<? extends Declaration> declaration = StandardTypes.all()
                .find(golden.type())
                .orElseThrow()
                .parse(fields, new CaseInputs(new LinkedHashMap<>(), new LinkedHashMap<>(), problems));
        fields.done();
        assertHidden(golden, declaration, secrets);
        if (problems.isEmpty() && declaration.orElse(null) instanceof Resource resource) {
            StepPlan plan = plan(golden, resource);
            assertHidden(golden, plan, secrets);
            changes += plan.pending() ? 1 : 0;
        }
    }

    private static StepPlan plan(GoldenCase golden, Resource resource) {
        Node.Mapping stated = golden.given()
                .mapping("observed")
                .orElseGet(() -> Node.Mapping.empty(golden.given().location()));
        Step step = new Step(
                "1", "a play", 0, "it", resource, stated.location(), Duration.ofMinutes(1), 0, Optional.empty());
        return Planner.judge(
                step, new Prediction(new CaseState(stated, new Problems()).answer(Ways.queries(resource))));
    }

    private static void assertHidden(GoldenCase golden, Object value, Masker secrets) {
        assertThat(secrets.isSensitive(value.toString()))
                .as("%s: %s", golden, value)
                .isFalse();
    }
}
