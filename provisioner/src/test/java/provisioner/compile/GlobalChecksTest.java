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

    /** Of three, web-2 and web-3 are in the first one, web-1 is in the last one. */
    @Test
    void areDoneInOneShard() throws InvalidInputException {
        List<Program> shards = shards(project());
        assertThat(shards)
                .extracting(
                        shard -> shard.hosts().stream().map(host -> host.host()).toList())
                .containsExactly(List.of("web-2", "web-3"), List.of(), List.of("web-1"));
        assertThat(shards)
                .extracting(GlobalChecksTest::global)
                .containsExactly(
                        List.of("web-2: web-2 as a whole", "web-2: port 3 as a whole", "web-2: port 4 as a whole"),
                        List.of(),
                        List.of());
        assertThat(shards).allSatisfy(shard -> assertThat(shard.deselected()).isEmpty());
    }

    @Test
    void ofALimitAreDoneInOneShard() throws InvalidInputException {
        List<Program> shards = shards(project().limit("web-1,web-3"));
        assertThat(shards)
                .extracting(GlobalChecksTest::global)
                .containsExactly(List.of(), List.of(), List.of("web-1: web-1 as a whole"));
        assertThat(shards)
                .extracting(shard -> shard.deselected().size())
                .as("what the limit leaves out")
                .containsOnly(
                        project().limit("web-1,web-3").compile().deselected().size());
    }

    private static List<Program> shards(Project project) throws InvalidInputException {
        return List.of(
                project.shard(1, 3).compile(),
                project.shard(2, 3).compile(),
                project.shard(3, 3).compile());
    }
}
