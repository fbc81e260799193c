package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.harness.Tool;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;

/** What {@code provisioner/bin/package} makes, unpacked or installed on machines that have no Java and nothing of the checkout. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleaseArchiveTest {
    private static final String HOME = "/opt/provisioner";
    private static final String DEBIAN_PACKAGE = "/root/provisioner.deb";

    /** Where the archive was unpacked, and where the Debian package was installed. */
    private static final String UNPACKED = "control";

    private static final String INSTALLED = "desk";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", UNPACKED, INSTALLED, "web-1");

    @TempDir
    private static Path directory = Path.of("");

    @BeforeAll
    static void install() throws Exception {
        List<Path> made = outputOf(
                        Tool.CHECKOUT.resolve("provisioner/bin/package").toString(), directory.toString())
                .lines()
                .map(Path::of)
                .toList();
        copy(made.get(0), UNPACKED, "/root/provisioner.tar.gz");
        LAB.raw(
                UNPACKED,
                "mkdir -p " + HOME + " && tar -xzf /root/provisioner.tar.gz -C " + HOME + " --strip-components 1 && "
                        + HOME + "/app/train");
        copy(made.get(1), INSTALLED, DEBIAN_PACKAGE);
        LAB.raw(INSTALLED, "dpkg -i " + DEBIAN_PACKAGE);
        LabEndpoint web = LAB.endpoint("web-1");
        Files.writeString(directory.resolve("inventory.yml"), """
                user: %s
                key: key
                known_hosts: known_hosts
                hosts:
                  web-1: {address: %s}
                """.formatted(web.user(), web.address()));
        Files.writeString(directory.resolve("site.yml"), """
                - play: Every host
                  hosts: all
                  steps:
                    - name: the message of the day is set
                      file: {path: /etc/motd, content: "Welcome.\\n"}
                    - name: sshd is running
                      service: {name: ssh}
                """);
        for (String host : List.of(UNPACKED, INSTALLED)) {
            copy(web.key(), host, "/root/key");
            copy(web.knownHosts(), host, "/root/known_hosts");
            copy(directory.resolve("inventory.yml"), host, "/root/inventory.yml");
            copy(directory.resolve("site.yml"), host, "/root/site.yml");
        }
    }

    @Test
    @Order(1)
    void plansAndProvisionsWithoutAnyJavaOnTheMachine() throws Exception {
        assertThat(LAB.attempt(UNPACKED, "command -v java").exit()).isNotZero();
        assertThat(unpacked("plan --exit-code").exit())
                .as("changes are pending")
                .isEqualTo(2);
        assertThat(unpacked("provision").exit()).isZero();
        TestLab.Output converged = unpacked("plan --exit-code");
        assertThat(converged.exit()).as(converged.stderr()).isZero();
        assertThat(converged.stdout()).contains("web-1  2 unchanged");
        assertThat(converged.stderr()).isEmpty();
    }

    @Test
    @Order(2)
    void theDebianPackageDoesTheSame() throws Exception {
        assertThat(LAB.attempt(INSTALLED, "command -v java").exit()).isNotZero();
        TestLab.Output verify = LAB.attempt(INSTALLED, "cd /root && provisioner verify -i inventory.yml site.yml");
        assertThat(verify.exit()).as(verify.stdout() + verify.stderr()).isZero();
        assertThat(LAB.raw(INSTALLED, "dpkg --verify provisioner; stat -c %U:%G /usr/lib/provisioner/app"))
                .isEqualTo("root:root");
        assertThat(LAB.raw(INSTALLED, "zcat /usr/share/man/man1/provisioner.1.gz"))
                .startsWith(".TH PROVISIONER 1");
    }

    @Test
    @Order(2)
    void theMachineItselfIsAHostWithoutSsh() throws Exception {
        LAB.raw(INSTALLED, "printf 'hosts: {here: {connection: local}}\n' >/root/here.yml");
        String here = "cd /root && provisioner %s -i here.yml site.yml";
        TestLab.Output provision = LAB.attempt(INSTALLED, here.formatted("provision"));
        assertThat(provision.exit()).as(provision.stdout() + provision.stderr()).isZero();
        assertThat(LAB.raw(INSTALLED, "cat /etc/motd")).isEqualTo("Welcome.");
        TestLab.Output plan = LAB.attempt(INSTALLED, here.formatted("plan --exit-code"));
        assertThat(plan.exit()).as(plan.stdout() + plan.stderr()).isZero();
        TestLab.Output verify = LAB.attempt(INSTALLED, here.formatted("verify"));
        assertThat(verify.exit()).as(verify.stdout() + verify.stderr()).isZero();
        assertThat(LAB.leftBehind(INSTALLED)).as("left behind").isEmpty();
    }

    /** Java says nothing where a cache does not fit, and is slow: so it is asked. */
    @ParameterizedTest
    @CsvSource({
        UNPACKED + ", --help",
        UNPACKED + ", plan --help",
        UNPACKED + ", plan -i none.yml",
        UNPACKED + ", verify -i none.yml",
        INSTALLED + ", --help",
        INSTALLED + ", plan -i none.yml"
    })
    @Order(3)
    void theCachesFitWhereverTheyAreMade(String host, String command) throws Exception {
        String loaded = LAB.raw(
                host,
                "cd /root && rm -f loaded && _JAVA_OPTIONS='-Xlog:class+load:file=/root/loaded' PATH=" + HOME
                        + "/bin:$PATH provisioner " + command
                        + " >/dev/null 2>&1; grep -vc 'shared objects file' loaded || true");
        assertThat(Integer.parseInt(loaded))
                .as("classes of %s that are not from the cache", command)
                .isLessThan(60);
    }

    @Test
    @Order(4)
    void nothingIsLeftOfARemovedPackage() throws Exception {
        LAB.raw(INSTALLED, "dpkg --remove provisioner");
        assertThat(LAB.raw(INSTALLED, "ls -d /usr/lib/provisioner /usr/bin/provisioner 2>/dev/null || true"))
                .isEmpty();
    }

    @Test
    void bringsCompletionAManualPageAndAListOfItsParts() throws Exception {
        String words = LAB.raw(
                UNPACKED,
                "bash -c '. " + HOME + "/share/bash-completion/completions/provisioner;"
                        + " COMP_LINE=\"provisioner pro\" COMP_POINT=15; _provisioner " + HOME
                        + "/bin/provisioner; echo ${COMPREPLY[@]}'");
        assertThat(words).isEqualTo("provision");
        String page = LAB.raw(UNPACKED, "cat " + HOME + "/share/man/man1/provisioner.1");
        assertThat(page)
                .startsWith(".TH PROVISIONER 1")
                .contains("provisioner secret rekey", "\\fB\\-\\-exit\\-code\\fR");
        assertThat(LAB.raw(UNPACKED, "cat " + HOME + "/bom.json"))
                .contains("CycloneDX", "pkg:maven/com.hierynomus/sshj@");
    }

    @Test
    void bringsTheLicences() throws Exception {
        assertThat(LAB.raw(UNPACKED, "cat " + HOME + "/LICENSE"))
                .contains("Apache License", "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION");
        assertThat(LAB.raw(UNPACKED, "cat " + HOME + "/NOTICE"))
                .contains("MySQL Connector/J", "GNU General Public License, version 2", "Universal FOSS Exception");
    }

    /** The same sources make the same bytes, and whoever has the public key can check that they are ours. */
    @Test
    @Tag("long")
    void whatIsReleasedIsReproducibleAndSigned() throws Exception {
        Path again = directory.resolve("again");
        Path key = directory.resolve("release-key");
        outputOf("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        outputOf(
                Tool.CHECKOUT.resolve("provisioner/bin/package").toString(),
                "--sign",
                key.toString(),
                again.toString());
        assertThat(again.resolve("SHA256SUMS")).hasSameTextualContentAs(directory.resolve("SHA256SUMS"));
        Files.writeString(
                again.resolve("allowed_signers"), "releases@example.org " + Files.readString(Path.of(key + ".pub")));
        outputOf(
                "sh",
                "-c",
                "cd \"$0\" && sha256sum --check --quiet SHA256SUMS && ssh-keygen -q -Y verify -f allowed_signers"
                        + " -I releases@example.org -n provisioner-release -s SHA256SUMS.sig <SHA256SUMS",
                again.toString());
    }

    private static TestLab.Output unpacked(String command) throws Exception {
        return LAB.attempt(
                UNPACKED, "cd /root && " + HOME + "/bin/provisioner " + command + " -i inventory.yml site.yml");
    }

    private static void copy(Path file, String host, String to) throws IOException, InterruptedException {
        outputOf("docker", "cp", file.toString(), LAB.container(host) + ":" + to);
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
