package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.plan.StepPlan;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Effect;
import provisioner.state.Effect.Extent;
import provisioner.state.Observed;

/**
 * Runs every case under {@code src/test/resources/cases}: what is desired and what is observed give exactly this outcome,
 * these differences, this script and these effects. {@code -Dcases.rewrite=true} writes what came out into the files
 * instead, for review in the diff, and fails, so that it cannot go unnoticed.
 */
final class GoldenCasesTest {
    private static final String EARLIER_STEP = "an earlier step";

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCase.all()
                .map(c -> DynamicTest.dynamicTest(c.toString(), c.file().toUri(), () -> run(c)));
    }

    private void run(GoldenCase golden) throws IOException, InterruptedException {
        String actual = CaseCertificate.abstracted(outcome(golden));
        golden.checkRead();
        if (Boolean.getBoolean("cases.rewrite") && !actual.equals(golden.expected())) {
            golden.rewrite(actual);
        }
        assertThat(actual).isEqualTo(golden.expected());
    }

    private String outcome(GoldenCase golden) throws IOException, InterruptedException {
        Problems problems = new Problems();
        Optional<? extends Declaration> declaration = parse(golden, problems);
        Node.Mapping stated = golden.given()
                .mapping("observed")
                .orElseGet(() -> Node.Mapping.empty(golden.given().location()));
        Optional<String> open = golden.given().optionalString("unsettled");
        if (!problems.isEmpty()) {
            return CaseText.problems(
                    problems.list().stream().map(Problem::toString).toList());
        }
        assertThat(parse(golden, new Problems())).as("parsed again").isEqualTo(declaration);
        return switch (declaration.orElseThrow()) {
            case Check check -> "  title: " + check.title() + "\n  check: " + check + "\n";
            case Resource resource -> judge(golden, resource, stated, open);
        };
    }

    private static Optional<? extends Declaration> parse(GoldenCase golden, Problems problems) {
        Fields given = golden.given();
        ResourceType type = StandardTypes.all().find(golden.type()).orElseThrow();
        Inputs inputs = new CaseInputs(given.stringMap("files"), given.stringMap("templates"), problems);
        Node.Mapping parameters = given.mapping("parameters").orElseThrow();
        Fields fields = new Fields(parameters, "a " + type.name(), problems);
        Optional<? extends Declaration> declaration = type.parse(fields, inputs);
        fields.done();
        return declaration;
    }

    private String judge(GoldenCase golden, Resource resource, Node.Mapping stated, Optional<String> open)
            throws IOException, InterruptedException {
        Observed observed = new CaseState(stated, golden.given().problems()).answer(resource.queries());
        Step step = new Step(
                "1", "a play", 0, "the step", golden.type(), resource, stated.location(), Duration.ofMinutes(1), 0);
        Prediction before = predicted(observed, open);
        StepPlan plan = Planner.judge(step, before);
        if (plan.assessment() instanceof Assessment.Differs differs) {
            Prediction after = predicted(observed, open);
            after.apply("the step", differs.effects());
            StepPlan again = Planner.judge(step, after);
            assertThat(again.assessment()).as("assessed with its own effects").isEqualTo(new Assessment.InSync());
            if (plan.outcome() == Outcome.WOULD_CHANGE && open.isEmpty()) {
                assertThat(again.outcome()).as("judged with its own effects").isEqualTo(Outcome.UNCHANGED);
            }
            checkSyntax(differs.action());
        }
        return CaseText.of(plan);
    }

    private static Prediction predicted(Observed observed, Optional<String> open) {
        Prediction prediction = new Prediction(observed);
        open.ifPresent(extent -> prediction.apply(EARLIER_STEP, List.of(new Effect.Unsettles(extent(extent)))));
        return prediction;
    }

    private static Extent extent(String text) {
        return switch (text) {
            case "packages" -> new Extent.Packages();
            case "anything" -> new Extent.Anything();
            default -> new Extent.Below(text);
        };
    }

    private void checkSyntax(Action action) throws IOException, InterruptedException {
        switch (action) {
            case Action.Packages ignored -> {}
            case Action.Sql sql ->
                checkSyntax(sql.before().map(Action.Script::text).orElse(""));
            case Action.Script script -> checkSyntax(script.text() + script.confirm() + script.watch());
            case Action.Dialogue dialogue -> checkSyntax(dialogue.question().text());
        }
    }

    private void checkSyntax(String text) throws IOException, InterruptedException {
        Path script = Files.writeString(Files.createTempFile(temporary, "step", ".sh"), text);
        Process sh = new ProcessBuilder("sh", "-n", script.toString())
                .redirectErrorStream(true)
                .start();
        String message = new String(sh.getInputStream().readAllBytes());
        assertThat(sh.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sh.exitValue()).as(message).isZero();
    }
}
