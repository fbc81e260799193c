package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import provisioner.engine.PlanDigest;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.plan.StepPlan;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Effect;
import provisioner.state.Observed;

/**
 * Runs every case under {@code src/test/resources/cases}: what is desired and what is observed give exactly this outcome,
 * these differences, this script and these effects. {@code -Dcases.rewrite=true} writes what came out into the files
 * instead, for review in the diff, and fails, so that it cannot go unnoticed.
 */
final class GoldenCasesTest {
    private static final PlanDigest DIGEST = new PlanDigest(Optional.empty());
    private static final String EARLIER_STEP = "an earlier step";

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCase.all()
                .map(c -> DynamicTest.dynamicTest(c.toString(), c.file().toUri(), () -> run(c)));
    }

    /** So that what one case expects can be copied into what another one is given. */
    @TestFactory
    Stream<DynamicTest> expectedEffectsAreReadLikeWhatIsObserved() {
        return GoldenCase.all()
                .filter(c -> c.expected("effects").isPresent())
                .map(c -> DynamicTest.dynamicTest(c.toString(), c.file().toUri(), () -> {
                    Resource resource = (Resource) parse(c, new Problems()).orElseThrow();
                    Observed observed = observed(c, resource);
                    List<Effect> effects =
                            CaseText.effects(plan(c, resource, predicted(c, observed))
                                            .assessment())
                                    .stream()
                                    .map(CaseEffects::known)
                                    .toList();
                    Problems problems = new Problems();
                    assertThat(CaseEffects.read(c.expected("effects").orElseThrow(), effects, problems))
                            .containsExactlyInAnyOrderElementsOf(effects);
                    assertThat(problems.list()).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> expectedChecksAreReadLikeParameters() {
        return GoldenCase.all()
                .filter(c -> c.expected("check").isPresent())
                .map(c -> DynamicTest.dynamicTest(c.toString(), c.file().toUri(), () -> {
                    Problems problems = new Problems();
                    assertThat(parse(c, c.expected("check").orElseThrow(), problems))
                            .isEqualTo(parse(c, new Problems()));
                    assertThat(problems.list()).isEmpty();
                }));
    }

    @Test
    void whatIsExpectedIsWrittenForPeople() {
        Pattern internal = Pattern.compile("\\w ?\\[[a-z]\\w*=|Optional(Int|Long)?[\\[.]|" + Long.MAX_VALUE);
        assertThat(GoldenCase.all()
                        .filter(c -> internal.matcher(c.source() + c.expected()).find()))
                .isEmpty();
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
        if (!problems.isEmpty()) {
            return CaseText.problems(
                    problems.list().stream().map(Problem::toString).toList());
        }
        Optional<? extends Declaration> again = parse(golden, new Problems());
        assertThat(again).as("parsed again").isEqualTo(declaration);
        assertThat(DIGEST.of(again)).as("digested again").isEqualTo(DIGEST.of(declaration));
        return switch (declaration.orElseThrow()) {
            case Check check -> CaseText.of(check);
            case Resource resource -> judge(golden, resource);
        };
    }

    /** So that a saved plan tells every declaration and every answer from every other. */
    @Test
    void whatIsNotEqualHasAnotherDigest() {
        Map<String, Object> declarations = new HashMap<>();
        Map<String, Object> answers = new HashMap<>();
        GoldenCase.all().forEach(c -> {
            Problems problems = new Problems();
            Optional<? extends Declaration> declared = parse(c, problems);
            if (problems.isEmpty()) {
                assertThat(declarations.merge(DIGEST.of(declared), declared, (a, b) -> a))
                        .isEqualTo(declared);
                if (declared.orElseThrow() instanceof Resource resource) {
                    Map<?, ?> known = observed(c, resource).asMap();
                    assertThat(answers.merge(DIGEST.of(known), known.keySet(), (a, b) -> a))
                            .isEqualTo(known.keySet());
                }
            }
        });
        assertThat(declarations).hasSizeGreaterThan(100);
        assertThat(answers).hasSizeGreaterThan(150);
    }

    static Optional<? extends Declaration> parse(GoldenCase golden, Problems problems) {
        return parse(golden, golden.given().mapping("parameters").orElseThrow(), problems);
    }

    private static Optional<? extends Declaration> parse(
            GoldenCase golden, Node.Mapping parameters, Problems problems) {
        Fields given = golden.given();
        ResourceType type = StandardTypes.all().find(golden.type()).orElseThrow();
        Inputs inputs = new CaseInputs(given.stringMap("files"), given.stringMap("templates"), problems);
        Fields fields = new Fields(parameters, "a " + type.name(), problems);
        Optional<? extends Declaration> declaration = type.parse(fields, inputs);
        fields.done();
        return declaration.map(declared -> among(given, declared));
    }

    /** As one of a playbook's steps, where the case says what the others claim: {@code path /etc/motd}. */
    private static Declaration among(Fields given, Declaration declared) {
        if (!given.has("among") || !(declared instanceof Resource resource)) {
            return declared;
        }
        List<Accepted> accepted = given.stringList("accepted").stream()
                .map(pattern -> new Accepted(pattern, "a reason", Optional.empty()))
                .toList();
        List<String> others = given.stringList("among");
        return resource.among(new Claimed(
                "site.yml",
                List.of(resource),
                List.of(new CaseOthers(others)),
                new Claimed.Beyond(accepted, Set.copyOf(others), !given.bool("limited", false))));
    }

    private String judge(GoldenCase golden, Resource resource) throws IOException, InterruptedException {
        Observed observed = observed(golden, resource);
        StepPlan plan = plan(golden, resource, predicted(golden, observed));
        if (plan.assessment() instanceof Assessment.Differs differs) {
            Prediction after = predicted(golden, observed);
            after.apply("the step", differs.effects());
            StepPlan again = plan(golden, resource, after);
            assertThat(again.assessment()).as("assessed with its own effects").isEqualTo(new Assessment.InSync());
            if (plan.outcome() == Outcome.WOULD_CHANGE && !golden.given().has(CaseEffects.UNSETTLED)) {
                assertThat(again.outcome()).as("judged with its own effects").isEqualTo(Outcome.UNCHANGED);
            }
            checkSyntax(differs.action());
        }
        return CaseText.of(plan, CaseKnown.of(golden, plan));
    }

    static Observed observed(GoldenCase golden, Resource resource) {
        Node.Mapping stated = golden.given()
                .mapping("observed")
                .orElseGet(() -> Node.Mapping.empty(golden.given().location()));
        return new CaseState(stated, golden.given().problems()).answer(Ways.queries(resource));
    }

    static StepPlan plan(GoldenCase golden, Resource resource, Prediction before) {
        Location location = golden.given().location();
        return Planner.judge(
                new Step("1", "a play", 0, "the step", resource, location, Duration.ofMinutes(1), 0, Optional.empty()),
                before);
    }

    static Prediction predicted(GoldenCase golden, Observed observed) {
        Prediction prediction = new Prediction(observed);
        golden.given()
                .optionalString(CaseEffects.UNSETTLED)
                .ifPresent(extent ->
                        prediction.apply(EARLIER_STEP, List.of(new Effect.Unsettles(CaseEffects.extent(extent)))));
        return prediction;
    }

    private void checkSyntax(Action action) throws IOException, InterruptedException {
        switch (action) {
            case Action.Packages ignored -> {}
            case Action.Wait ignored -> {}
            case Action.Upgrade ignored -> {}
            case Action.Reboot ignored -> {}
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
