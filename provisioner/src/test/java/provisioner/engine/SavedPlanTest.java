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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.plan.Outcome;
import provisioner.plan.StepPlan;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.source.Location;
import provisioner.state.Bytes;
import provisioner.state.Query;
import provisioner.state.StateView;

class SavedPlanTest {
    private record Anything() implements Resource {
        @Override
        public String title() {
            return "anything x";
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of();
        }

        @Override
        public Assessment assess(StateView state) {
            return new Assessment.InSync();
        }
    }

    @Test
    void readsWhatItWroteForItsOwnerOnly(@TempDir Path directory) throws IOException {
        SequencedMap<String, List<String>> arguments = new LinkedHashMap<>();
        arguments.put("inventory", List.of("a \"quoted\" name"));
        SavedPlan plan = SavedPlan.of("run-1", arguments, Map.of("a.yml", "12"), Map.of("web-1", List.of(step("new"))));
        Path file = directory.resolve("plan.json");
        plan.write(file);
        assertThat(SavedPlan.read(file)).isEqualTo(plan);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void namesTheStepsForWhichSomethingElseWouldBeDoneNow() {
        SavedPlan plan = SavedPlan.of("run-1", new LinkedHashMap<>(), Map.of(), Map.of("web-1", List.of(step("new"))));
        assertThat(plan.differing("web-1", List.of(step("new")))).isEmpty();
        assertThat(plan.differing("web-1", List.of(step("newer")))).containsExactly("'the motd is there'");
        assertThat(plan.differing("web-1", List.of())).containsExactly("'play/the motd is there'");
        assertThat(plan.differing("web-2", List.of(step("new")))).containsExactly("'the motd is there'");
    }

    @Test
    void namesTheInputsThatChanged() {
        SavedPlan plan = SavedPlan.of("run-1", new LinkedHashMap<>(), Map.of("a", "1", "b", "2"), Map.of());
        assertThat(plan.changedInputs(Map.of("a", "1", "b", "2"))).isEmpty();
        assertThat(plan.changedInputs(Map.of("a", "3", "c", "2"))).containsExactly("a", "b", "c");
    }

    @Test
    void refusesWhatIsNoPlan(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("plan.json");
        Files.writeString(file, "{\"type\":\"plan\",\"version\":99}");
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("is not a plan of this version");
        Files.writeString(file, "hosts: x");
        assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("is not JSON");
    }

    private static StepPlan step(String content) {
        Step step = new Step(
                "play/the motd is there",
                "play",
                0,
                "the motd is there",
                new Anything(),
                new Location("site.yml", 3, 5),
                Duration.ofMinutes(1),
                0,
                Optional.empty());
        Difference difference = Difference.content("/etc/motd", Bytes.utf8(""), Bytes.utf8(content));
        return new StepPlan(
                step,
                Outcome.WOULD_CHANGE,
                "",
                new Differs(List.of(difference), Action.Script.of(""), List.of(), true, ""));
    }
}
