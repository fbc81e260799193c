package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import provisioner.resource.Leaving.Goes;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.Problems;
import provisioner.state.Made;

/** What the golden cases make, and what becomes of it. */
class LeavingTest {
    /** Everything that steps note, by the type of the steps. The others make nothing that is noted: see decision 0020. */
    private static final Map<String, Set<String>> NOTED = Map.of(
            "authorized_key", Set.of("authorized_key stays"),
            "config_set", Set.of("config_set goes"),
            "directory", Set.of("directory goes", "file goes"),
            "file", Set.of("file goes"),
            "group", Set.of("group stays"),
            "package", Set.of("package stays"),
            "service", Set.of("service goes"),
            "symlink", Set.of("symlink goes", "symlink stays"),
            "sysctl", Set.of("file goes"),
            "systemd_unit", Set.of("directory goes", "systemd_unit goes"));

    private static final Map<String, Set<String>> ALSO = Map.of(
            "apt_pin", Set.of("file goes"),
            "apt_repository", Set.of("apt_repository stays"),
            "cron", Set.of("file goes"),
            "download", Set.of("download goes"),
            "sudo_rule", Set.of("file goes"),
            "template", Set.of("file goes"),
            "timer", Set.of("service goes", "systemd_unit goes"),
            "user", Set.of("user stays"));

    @Test
    void eachTypeSaysWhatBecomesOfWhatItMakes() {
        Map<String, Set<String>> noted = new TreeMap<>();
        GoldenCase.all().forEach(golden -> {
            Problems problems = new Problems();
            if (GoldenCasesTest.parse(golden, problems).orElse(null) instanceof Resource resource
                    && problems.isEmpty()
                    && golden.given().has("observed")) {
                for (Making making : makes(golden, resource)) {
                    Leaving leaving = leaving(making.made());
                    noted.computeIfAbsent(golden.type(), type -> new TreeSet<>())
                            .add(making.made().type() + (leaving instanceof Goes ? " goes" : " stays"));
                }
            }
        });
        Map<String, Set<String>> expected = new TreeMap<>(NOTED);
        expected.putAll(ALSO);
        assertThat(noted).isEqualTo(expected);
    }

    /** Otherwise, its maker's next content would count as one that somebody else wrote, and would stay for ever. */
    @Test
    void anotherContentOfWhatWasMadeIsNoted() {
        for (String of : List.of("file", "download", "apt_pin", "cron", "sudo_rule")) {
            assertThat(GoldenCase.all()
                            .filter(golden ->
                                    golden.type().equals(of) && golden.given().has("observed"))
                            .flatMap(golden -> GoldenCasesTest.parse(golden, new Problems()).stream()
                                    .filter(Resource.class::isInstance)
                                    .flatMap(resource -> makes(golden, (Resource) resource).stream())))
                    .as(of)
                    .anyMatch(making -> !making.anew());
        }
    }

    private static List<Making> makes(GoldenCase golden, Resource resource) {
        var before = GoldenCasesTest.predicted(golden, GoldenCasesTest.observed(golden, resource));
        return GoldenCasesTest.plan(golden, resource, before).assessment() instanceof Assessment.Differs differs
                ? differs.makes()
                : new ArrayList<>();
    }

    private static Leaving leaving(Made made) {
        assertThat(made.isNotable()).as(made.name()).isTrue();
        return StandardTypes.all()
                .find(made.type())
                .flatMap(type -> type.leaving(made))
                .orElseThrow(() -> new AssertionError(made + " cannot be taken away"));
    }
}
