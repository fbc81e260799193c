package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InvalidInputException;

/** Steps with {@code once}: checks of the service as a whole. */
class GlobalChecksTest {
    private static final String PLAYBOOK = """
            - play: First
              hosts: all
              steps:
                - {name: $host.name as a whole, once: true, port: {address: $host.name, port: 1}}
                - {name: $host.name alone, port: {address: $host.name, port: 2}}
                - {name: file, file: {path: /srv/x, content: x}}
            - play: Second
              hosts: web-2
              steps:
                - {name: port $item as a whole, once: true, for_each: [3, 4], port: {address: $host.name, port: $item}}
            """;

    @TempDir
    private Path directory;

    private Project project() {
        return Project.in(directory)
                .standardTypes()
                .file(Project.INVENTORY, "hosts: {web-2: , web-1: , web-3: }\n")
                .file(Project.PLAYBOOK, PLAYBOOK);
    }

    private static List<String> global(Program program) {
        return program.globalChecks().stream()
                .map(check -> check.host() + ": " + check.name())
                .toList();
    }

    @Test
    void areCompiledForThePlaysFirstHostAndBelongToNone() throws InvalidInputException {
        Program program = project().compile();
        assertThat(global(program))
                .containsExactly("web-2: web-2 as a whole", "web-2: port 3 as a whole", "web-2: port 4 as a whole");
        assertThat(program.hosts())
                .allSatisfy(host -> assertThat(host.checks())
                        .extracting(check -> check.name())
                        .containsExactly(host.host() + " alone"))
                .allSatisfy(host ->
                        assertThat(host.steps()).extracting(step -> step.name()).containsExactly("file"));
    }

    @Test
    void followTheLimit() throws InvalidInputException {
        assertThat(global(project().limit("web-1,web-3").compile())).containsExactly("web-1: web-1 as a whole");
    }
}
