package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InvalidInputException;
import provisioner.source.Problem;

/** One role reads another's parameters where they are declared. */
class RoleParametersTest {
    @TempDir
    private Path directory;

    private Project project;

    @BeforeEach
    void roles() {
        project = Project.in(directory)
                .file("playbooks/roles/app/role.yml", """
                        parameters:
                          app_port: {type: integer, default: 8080}
                          app_url: {type: string, default: "http://$host.name:$app_port/"}
                          secret: {type: string}
                        steps: [{name: a, note: {text: $app_port}}]
                        """)
                .file("playbooks/roles/loop/role.yml", """
                        parameters:
                          one: {type: string, default: $host.role("loop").two}
                          two: {type: string, default: $host.role("loop").one}
                        steps: [{name: a, note: {text: a}}]
                        """);
    }

    private String read(String inventory, String playbook) throws InvalidInputException {
        Program program = project.file(Project.INVENTORY, inventory)
                .file(Project.PLAYBOOK, playbook)
                .compile(Optional.empty());
        return program.hosts().getFirst().steps().getLast().toString();
    }

    private List<String> wrong(String text) {
        try {
            read(
                    "hosts: {web-1: , app-1: }\n",
                    "- {play: P, hosts: web-1, steps: [{name: n, note: {text: '" + text + "'}}]}");
            return List.of();
        } catch (InvalidInputException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }

    private static final String READS =
            "- {play: P, hosts: web-1, steps: [{name: n, note: {text: '$hosts.get(\"app-1\").role(\"app\").app_url'}}]}\n";

    @Test
    void theDefaultOrTheHostsVariableOrWhatItsUseGives() throws InvalidInputException {
        assertThat(read("hosts: {web-1: , app-1: }\n", READS)).contains("http://app-1:8080/");
        assertThat(read("vars: {app_port: 9000}\nhosts: {web-1: , app-1: }\n", READS))
                .contains("http://app-1:9000/");
        assertThat(read("hosts: {web-1: {vars: {app_port: 1}}, app-1: {vars: {app_port: '9001'}}}\n", READS))
                .contains("http://app-1:9001/");
        String uses = "- {play: A, hosts: app-1, roles: [{role: app, with: {app_port: $n, secret: s}}]}\n";
        assertThat(read("hosts: {web-1: , app-1: {vars: {n: 9002}}}\n", READS + uses))
                .contains("http://app-1:9002/");
        String unused = uses.replace("secret: s}", "secret: s}, when: \"$host.name == ''x''\"")
                .replace("''", "'");
        assertThat(read("hosts: {web-1: , app-1: {vars: {n: 9002}}}\n", READS + unused))
                .contains("http://app-1:8080/");
    }

    @Test
    void whatCannotBeReadIsRefusedAtItsPlace() {
        assertThat(wrong("$host.role(\"ap\").app_port"))
                .singleElement()
                .asString()
                .contains("unknown role 'ap'; did you mean 'app'?");
        assertThat(wrong("$host.role(\"app\").app_prt"))
                .singleElement()
                .asString()
                .contains("unknown parameter of role 'app' 'app_prt'; did you mean 'app_port'?");
        assertThat(wrong("$host.role(\"app\").secret"))
                .singleElement()
                .asString()
                .contains("role 'app' needs a value for 'secret', a string");
        assertThat(wrong("$host.role(\"loop\").one")).singleElement().asString().contains("refers to itself");
    }
}
