package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.harness.Tool;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;

/** What {@code provisioner/bin/package} makes, unpacked on a machine that has no Java and nothing of the checkout. */
@Tag("host")
class ReleaseArchiveTest {
    private static final String HOME = "/opt/provisioner";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "control", "web-1");

    @TempDir
    private static Path directory = Path.of("");

    @BeforeAll
    static void unpack() throws Exception {
        Path archive = Path.of(
                outputOf(Tool.CHECKOUT.resolve("provisioner/bin/package").toString(), directory.toString())
                        .lines()
                        .toList()
                        .getLast());
        copy(archive, "/root/provisioner.tar.gz");
        LAB.raw(
                "control",
                "mkdir -p " + HOME + " && tar -xzf /root/provisioner.tar.gz -C " + HOME + " --strip-components 1");
        LabEndpoint web = LAB.endpoint("web-1");
        copy(web.key(), "/root/key");
        copy(web.knownHosts(), "/root/known_hosts");
        Files.writeString(directory.resolve("inventory.yml"), """
                user: %s
                key: key
                known_hosts: known_hosts
                hosts:
                  web-1: {address: %s}
                """.formatted(web.user(), web.address()));
        copy(directory.resolve("inventory.yml"), "/root/inventory.yml");
        Files.writeString(directory.resolve("site.yml"), """
                - play: Every host
                  hosts: all
                  steps:
                    - name: the message of the day is set
                      file: {path: /etc/motd, content: "Welcome.\\n"}
                    - name: sshd is running
                      service: {name: ssh}
                """);
        copy(directory.resolve("site.yml"), "/root/site.yml");
    }

    @Test
    void plansAndProvisionsWithoutAnyJavaOnTheMachine() throws Exception {
        assertThat(LAB.attempt("control", "command -v java").exit()).isNotZero();
        assertThat(run("plan --exit-code").exit()).as("changes are pending").isEqualTo(2);
        assertThat(run("provision").exit()).isZero();
        TestLab.Output converged = run("plan --exit-code");
        assertThat(converged.exit()).as(converged.stderr()).isZero();
        assertThat(converged.stdout()).contains("web-1  2 unchanged");
        assertThat(converged.stderr()).isEmpty();
    }

    /** Java says nothing where a cache does not fit, and is slow: so it is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"--help", "plan --help", "plan -i none.yml", "verify -i none.yml"})
    void theCachesFitWhereverTheyAreUnpacked(String command) throws Exception {
        String loaded = LAB.raw(
                "control",
                "cd /root && rm -f loaded && _JAVA_OPTIONS='-Xlog:class+load:file=/root/loaded' " + HOME
                        + "/bin/provisioner " + command
                        + " >/dev/null 2>&1; grep -vc 'shared objects file' loaded || true");
        assertThat(Integer.parseInt(loaded))
                .as("classes of %s that are not from the cache", command)
                .isLessThan(60);
    }

    @Test
    void bringsCompletionAndAManualPage() throws Exception {
        String words = LAB.raw(
                "control",
                "bash -c '. " + HOME + "/share/bash-completion/completions/provisioner;"
                        + " COMP_WORDS=(provisioner pro); COMP_CWORD=1; _complete_provisioner; echo ${COMPREPLY[@]}'");
        assertThat(words).isEqualTo("provision");
        String page = LAB.raw("control", "cat " + HOME + "/share/man/man1/provisioner.1");
        assertThat(page)
                .startsWith(".TH PROVISIONER 1")
                .contains("provisioner secret rekey", "\\fB\\-\\-exit\\-code\\fR");
    }

    @Test
    void bringsTheLicences() throws Exception {
        assertThat(LAB.raw("control", "cat " + HOME + "/LICENSE"))
                .contains("Apache License", "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION");
        assertThat(LAB.raw("control", "cat " + HOME + "/NOTICE"))
                .contains("MySQL Connector/J", "GNU General Public License, version 2", "Universal FOSS Exception");
    }

    private static TestLab.Output run(String command) throws Exception {
        return LAB.attempt(
                "control", "cd /root && " + HOME + "/bin/provisioner " + command + " -i inventory.yml site.yml");
    }

    private static void copy(Path file, String to) throws IOException, InterruptedException {
        outputOf("docker", "cp", file.toString(), LAB.container("control") + ":" + to);
    }

    private static String outputOf(String... command) throws IOException, InterruptedException {
        Path out = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
        return Files.readString(out);
    }
}
