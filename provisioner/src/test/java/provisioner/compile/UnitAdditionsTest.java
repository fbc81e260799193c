package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.Step;
import provisioner.source.InvalidInputException;
import provisioner.state.Query.UnitAdditionsQuery;

/** Which step looks for what was added to a unit, and what it knows of the other steps. */
class UnitAdditionsTest {
    @TempDir
    private Path directory = Path.of("");

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory).standardTypes().file(Project.PLAYBOOK, """
                - play: P
                  hosts: web-1
                  steps:
                    - {name: its file, systemd_unit: {name: a-b, content: x}}
                    - {name: a drop-in, systemd_unit: {name: a-b, drop_in: ours, content: x}, tags: some}
                    - {name: it runs, service: {name: a-b}}
                    - {name: another one, systemd_unit: {name: a-c, content: x}}
                    - {name: no more, systemd_unit: {name: a-d, absent: true}}
                    - {name: a file, file: {path: /etc/systemd/system/a-.service.d/x.conf, content: x}}
                    - {name: again, service: {name: a-b}}
                """);
    }

    private List<UnitAdditionsQuery> asked(String step) throws InvalidInputException {
        return project.compile().hosts().getFirst().steps().stream()
                .filter(s -> s.name().equals(step))
                .map(Step::queries)
                .flatMap(queries -> queries.stream().filter(UnitAdditionsQuery.class::isInstance))
                .map(UnitAdditionsQuery.class::cast)
                .toList();
    }

    @Test
    void oneStepLooksForAUnitAndForWhatUnitsShare() throws InvalidInputException {
        UnitAdditionsQuery query = asked("it runs").getFirst();
        assertThat(query.unit()).isEqualTo("a-b.service");
        assertThat(query.shared()).containsExactly("a-.service.d", "service.d");
        assertThat(query.playbook()).isEqualTo("site.yml");
        assertThat(query.declared())
                .contains("/etc/systemd/system/a-b.service.d/ours.conf", "/etc/systemd/system/a-.service.d/x.conf");
        assertThat(asked("its file")).isEmpty();
        assertThat(asked("a drop-in")).isEmpty();
        assertThat(asked("no more")).isEmpty();
        assertThat(asked("another one").getFirst().shared()).isEmpty();
    }

    @Test
    void nobodyLooksWhereTagsLeaveStepsOut() throws InvalidInputException {
        project.tags("some");
        assertThat(asked("a drop-in")).isEmpty();
    }
}
