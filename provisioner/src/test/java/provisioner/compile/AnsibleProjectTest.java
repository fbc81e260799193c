package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program.HostProgram;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.InvalidInputException;

/** A project's playbook, with an inventory of Ansible in place of its own. */
class AnsibleProjectTest {
    private static final Path SITE = Path.of("src/test/resources/static-site").toAbsolutePath();

    @TempDir
    Path directory = Path.of("");

    private Program compile() throws InvalidInputException {
        CompileRequest request = new CompileRequest(
                Path.of("inventory.ini"),
                SITE.resolve("playbooks/site.yml"),
                SITE.resolve("templates"),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                "run-1");
        return new Compiler(StandardTypes.all(), directory, Map.of()).compile(request);
    }

    private void inventory(String more) throws IOException {
        Files.writeString(directory.resolve("inventory.ini"), """
            [web]
            web-[1:3] ansible_user=root

            [all:vars]
            suite=bookworm
            site_name="www.{{ domain }}"
            domain=example.com
            unused="{{ lookup('env', 'HOME') }}"
            """ + more);
    }

    @Test
    void compilesToTheSameStepsAsTheProjectsOwn() throws Exception {
        inventory("[web:vars]\nlisten=80\n");
        Program theirs = compile();
        Program own = new Compiler(StandardTypes.all(), SITE, Map.of())
                .compile(new CompileRequest(
                        Path.of("inventory/three-hosts.yml"),
                        SITE.resolve("playbooks/site.yml"),
                        SITE.resolve("templates"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        "run-1"));

        assertThat(theirs.hosts()).map(HostProgram::host).containsExactly("web-1", "web-2", "web-3");
        for (int i = 0; i < own.hosts().size(); i++) {
            assertThat(theirs.hosts().get(i).steps())
                    .map(step -> step.id())
                    .isEqualTo(own.hosts().get(i).steps().stream()
                            .map(step -> step.id())
                            .toList());
        }
    }

    @Test
    void whatIsUsedMustBeSupported() throws Exception {
        inventory("[web:vars]\nlisten=\"{{ 80 + 1 }}\"\n");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(this::compile)
                .satisfies(e -> assertThat(e.problems())
                        .map(Object::toString)
                        .allSatisfy(problem -> assertThat(problem)
                                .startsWith(
                                        "inventory.ini:10:8: '+' in the Jinja expression '80 + 1' is not supported")));
    }

    /** What it would define is missing then, and is not said once more for each of it. */
    @Test
    void aFileThatStaysEncryptedIsTheOnlyProblem() throws Exception {
        Files.writeString(directory.resolve("inventory.ini"), "[web]\nweb-1\n");
        Files.writeString(
                Files.createDirectory(directory.resolve("group_vars")).resolve("all.yml"),
                "$ANSIBLE_VAULT;1.1;AES256\n3061\n");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(this::compile)
                .satisfies(e -> assertThat(e.problems())
                        .singleElement()
                        .asString()
                        .startsWith("group_vars/all.yml:1:1: the text of ansible-vault is damaged"));
    }
}
