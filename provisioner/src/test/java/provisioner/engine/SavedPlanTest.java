package provisioner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.Program.ProgramPlay;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.remote.target.Destination;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.resource.Topology;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

class SavedPlanTest {
    private static final PlanDigest DIGEST = new PlanDigest(Optional.empty());
    private static final ShownPlan SHOWN = new ShownPlan(
            "2026-01-02T03:04:05Z",
            "anna@here",
            List.of("a note"),
            new LinkedHashMap<>(Map.of(
                    "web-1",
                    List.of(new ShownStep(
                            "play/the motd is there",
                            "play",
                            0,
                            false,
                            "the motd is there",
                            "anything x",
                            false,
                            "site.yml:3:5",
                            Outcome.WOULD_CHANGE,
                            "",
                            List.of(new ShownStep.Shown(
                                    List.of("line: nothing → new"), "line: new", true, false, false)),
                            List.of())))));
    private static final ContentQuery FILE = new ContentQuery("/etc/motd", "", 1000);
    private static final UnitQuery UNIT = new UnitQuery("motd.service");

    /** Adds a line to whatever the file holds, and names only that line; its action has a salt. */
    private record Anything(String line) implements Resource {
        @Override
        public String title() {
            return "anything x";
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of(FILE, UNIT);
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Assessment assess(StateView state) {
            Change change = new Change();
            if (state.get(FILE) instanceof Content(Bytes now)
                    && !now.text().orElseThrow().contains(line)) {
                change.differs("line", "", line).run("add " + now.text().orElseThrow() + System.nanoTime());
            }
            return change.assessment();
        }
    }

    private static Program program(String line) {
        Step step = new Step(
                "play/the motd is there",
                "play",
                0,
                "the motd is there",
                new Anything(line),
                new Location("site.yml", 3, 5),
                Duration.ofMinutes(1),
                0,
                Optional.empty());
        Destination destination = new Destination(
                "web-1",
                "192.0.2.1",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return new Program(
                "site.yml",
                List.of(new ProgramPlay(0, "play", List.of("web-1"), 1, Optional.empty())),
                List.of(new HostProgram(destination, destination.address(), Map.of(), List.of(step), List.of())),
                List.of(),
                List.of(),
                Set.of(),
                new TreeMap<>(Map.of("a.yml", "12")),
                () -> Topology.NONE,
                List.of());
    }

    private static SavedPlan.Subject subject(String line) {
        return new SavedPlan.Subject("0.1", program(line), Map.of(), DIGEST);
    }

    private static HostPlan planned(String line, String content, String invocation) {
        UnitState unit = new UnitState("loaded", "active", "running", "enabled", false, invocation, 1, 1);
        Observed observed = Observed.builder()
                .put(FILE, new Content(Bytes.utf8(content)))
                .put(UNIT, unit)
                .build();
        List<Step> steps = program(line).hosts().getFirst().steps();
        return new HostPlan(
                Planner.plan(new LinkedHashMap<>(Map.of("web-1", new Planner.HostInput(steps, observed, ""))))
                        .getOrDefault("web-1", List.of()),
                observed);
    }

    private static SavedPlan saved() {
        SequencedMap<String, List<String>> arguments = new LinkedHashMap<>();
        arguments.put("inventory", List.of("a \"quoted\" name"));
        return SavedPlan.of("run-1", arguments, subject("new"), Map.of("web-1", planned("new", "old", "aa")), SHOWN);
    }

    @Test
    void holdsTheFactsThatWereReadAndNoOthers() {
        HostPlan plan = planned("new", "old", "aa");
        HostPlan reading = new HostPlan(plan.steps(), plan.observed(), new TreeMap<>(Map.of("cpus", 2)));
        HostPlan changed = new HostPlan(plan.steps(), plan.observed(), new TreeMap<>(Map.of("cpus", 4)));
        SavedPlan saved = SavedPlan.of("run-1", new LinkedHashMap<>(), subject("new"), Map.of("web-1", reading), SHOWN);
        assertThat(saved.differing("web-1", reading, DIGEST)).isEmpty();
        assertThat(saved.differing("web-1", changed, DIGEST)).containsExactly("all that read $facts.cpus");
        HostPlan other = planned("other", "old", "aa");
        assertThat(saved.differing(
                        "web-1", new HostPlan(other.steps(), plan.observed(), new TreeMap<>(reading.facts())), DIGEST))
                .containsExactly("'the motd is there'");
    }

    @Test
    void readsWhatItWroteForItsOwnerOnly(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("plan.json");
        saved().write(file);
        assertThat(SavedPlan.read(file)).isEqualTo(saved());
        assertThat(SavedPlan.read(file).isAsWritten(DIGEST)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void namesTheStepsForWhichAHostHasBecomeAnotherOne() {
        SavedPlan plan = saved();
        assertThat(plan.differing("web-1", planned("new", "old", "aa"), DIGEST)).isEmpty();
        assertThat(plan.differing("web-1", planned("new", "old and more", "aa"), DIGEST))
                .as("what is rewritten, and in no difference")
                .containsExactly("'the motd is there'");
        assertThat(plan.differing("web-1", planned("new", "new", "aa"), DIGEST))
                .as("done meanwhile")
                .containsExactly("'the motd is there'");
        assertThat(plan.differing("web-2", planned("new", "old", "aa"), DIGEST)).containsExactly("'the motd is there'");
    }

    @Test
    void whatChangesByItselfDoesNotMakeItStale() {
        assertThat(saved().differing("web-1", planned("new", "old", "bb"), DIGEST))
                .isEmpty();
        SavedPlan unchanged = SavedPlan.of(
                "run-1", new LinkedHashMap<>(), subject("new"), Map.of("web-1", planned("new", "new", "aa")), SHOWN);
        assertThat(unchanged.differing("web-1", planned("new", "new and more", "bb"), DIGEST))
                .isEmpty();
    }

    @Test
    void namesTheInputsThatChanged() {
        assertThat(saved().changedInputs(Map.of("a.yml", "12"))).isEmpty();
        assertThat(saved().changedInputs(Map.of("a.yml", "3", "c", "2"))).containsExactly("a.yml", "c");
        assertThat(saved().changedInputs(Map.of())).containsExactly("a.yml");
    }

    @Test
    void namesTheStepThatIsDeclaredOtherwise() {
        assertThat(saved().changes(subject("new"))).isEmpty();
        assertThat(saved().changes(subject("newer"))).containsExactly("step 'play/the motd is there' of web-1");
    }

    @Test
    void secretsCannotBeTriedOutWithoutTheKey() {
        PlanDigest one = new PlanDigest(Optional.of(new Secret("key")));
        PlanDigest other = new PlanDigest(Optional.of(new Secret("another")));
        assertThat(one.of("s3cret")).isNotEqualTo(other.of("s3cret")).isNotEqualTo(DIGEST.of("s3cret"));
        assertThat(saved().isAsWritten(one)).isFalse();
    }

    @Test
    void whatWasAlteredIsNotAsWritten(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("plan.json");
        saved().write(file);
        String text = Files.readString(file);
        for (String part : List.of(
                "run-1",
                "0.1",
                "quoted",
                "a.yml",
                "anna",
                "line: new",
                saved().program().plays().substring(0, 8))) {
            Files.writeString(file, text.replaceFirst(part, "0"));
            assertThat(SavedPlan.read(file).isAsWritten(DIGEST)).as(part).isFalse();
        }
    }

    @Test
    void refusesWhatIsNoPlan(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("plan.json");
        saved().write(file);
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() / 2));
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageEndingWith("is incomplete: it ends in the middle");
        Files.writeString(file, "");
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("is not a plan of this version");
        Files.writeString(file, "{\"type\":\"plan\",\"version\":99}");
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("is not a plan of this version");
        Files.writeString(file, "{\"type\":\"plan\",\"version\":2}");
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("it is damaged");
        Files.writeString(file, text + "{}");
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("it is damaged");
        Files.writeString(file, text.replace("\"runId\"", "\"more\" : 1, \"runId\""));
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("it is damaged");
        Files.writeString(file, "hosts: x");
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("is not a saved plan");
        Files.writeString(file, text.replaceAll("(?s)\"hosts\" : \\{.*?\\}\\s*\\}\\s*\\}", "\"hosts\" : {}"));
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageEndingWith("plans nothing: it names no host");
    }
}
