package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/**
 * A host that is in an enemy's hands. Root's login shell there is a program that has read the protocol, so that it
 * answers with valid frames where it likes. The tool has 256 MiB.
 */
@Tag("host")
@Timeout(180)
class HostileHostTest {
    /** What a terminal would act on, or show in another order than it stands. */
    private static final Pattern UNCLEAN = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\n\\t]]");

    /** Reads the nonce out of the first line, says that it is ready, then does what {@code /root/mode} says. */
    private static final String SHELL = """
            #!/usr/bin/perl
            use MIME::Base64;
            $| = 1;
            open(M, "</root/mode"); my $mode = <M>; chomp $mode;
            my ($nonce) = decode_base64(scalar <STDIN>) =~ /pv_nonce=(\\w+)/;
            my $esc = "\\e]0;owned\\a\\e[2J\\e[31m\\r\\x{9b}2J\\xe2\\x80\\xae";
            if ($mode eq "endless") { while (1) { print "x" x 65536 or exit } }
            if ($mode eq "errors") { while (1) { print STDERR "$esc " x 1000 or exit } }
            print STDERR "\\n$nonce .ready\\n"; print "\\n$nonce .ready =\\n";
            my $ask = <STDIN>;
            if ($mode eq "frames") { while (1) { print "$nonce path =x\\n" x 1000 or exit } }
            if ($mode eq "frame") { print "$nonce facts :"; while (1) { print "QUFB" x 16384 or exit } }
            if ($mode eq "malformed") { print "$nonce $esc =x\\n" }
            if ($mode eq "kind") { print "$nonce facts $esc\\n" }
            if ($mode eq "nonsense") {
              for my $tag (qw(facts path content package unit tree listing user group)) { print "$nonce $tag =$esc\\n" }
              print STDERR "$esc\\n$nonce .done =1\\n"; print "\\n$nonce .done =1 0\\n";
            }
            if ($mode eq "says") { print STDERR "$esc went wrong\\n$nonce .done =1\\n"; print "\\n$nonce .done =1 1\\n" }
            sleep 60;
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    private final Workspace files;

    HostileHostTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB, Map.of("JDK_JAVA_OPTIONS", "-Xmx256m")).inventory("""
                user: root
                hosts:
                  web-1: {address: 203.0.113.1}
                  web-2: {address: 203.0.113.2}
                """);
    }

    private static void assertClean(Tool.Run run) {
        String said = run.everything();
        assertThat(UNCLEAN.matcher(said)
                        .results()
                        .map(found -> "U+%04X".formatted((int) found.group().charAt(0))))
                .as(said)
                .isEmpty();
        assertThat(said)
                .doesNotContain("OutOfMemory")
                .doesNotContain("Exception")
                .doesNotContain("a bug");
        assertThat(said.length()).as("what is said").isLessThan(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"frames", "frame", "malformed", "nonsense"})
    void isAnErrorOfThatHostAlone(String mode) throws Exception {
        assertFailsAlone(mode);
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(strings = {"endless", "errors", "kind", "says"})
    void isSoInOtherWaysToo(String mode) throws Exception {
        assertFailsAlone(mode);
    }

    private void assertFailsAlone(String mode) throws Exception {
        LAB.raw(
                "web-1",
                "cat >/usr/local/bin/hostile <<'END'\n" + SHELL + "END\n"
                        + "chmod 0755 /usr/local/bin/hostile; usermod -s /usr/local/bin/hostile root; echo " + mode
                        + " >/root/mode");
        try {
            files.playbook("""
                    - play: Work
                      hosts: all
                      steps:
                        - {name: a file, file: {path: /srv/%s, content: x}}
                        - {name: a package, package: {name: hello}}
                    """.formatted(mode));
            Tool.Run run = files.text("plan");
            assertThat(run.exit()).as(run.everything()).isEqualTo(1);
            assertThat(run.stdout()).contains("web-1  ", "web-2  2 would change");
            assertClean(run);
        } finally {
            LAB.raw("web-1", "usermod -s /bin/bash root");
        }
    }

    @Test
    void namesOfFilesAreShownAsData() throws Exception {
        LAB.raw("web-2", """
                mkdir -p /etc/conf-store && cd /etc/conf-store
                touch "$(printf 'a\\nb')" "$(printf '\\033[2Jred')" "it's \\"quoted\\" \\$(id)" "$(printf '\\342\\200\\256gpj')"
                """);
        files.file("templates/tree/a.conf", "a");
        files.playbook("""
                - play: Names
                  hosts: web-2
                  steps:
                    - {name: a tree, config_set: {path: /etc/hostile, source: tree}}
                """);
        Tool.Run first = files.json("provision");
        assertThat(first.exit()).as(first.everything()).isZero();
        LAB.raw("web-2", "cp -a /etc/conf-store/* $(readlink -f /etc/hostile)/");
        for (Tool.Run run : new Tool.Run[] {files.text("plan"), files.json("verify")}) {
            assertThat(run.everything()).contains("quoted");
            assertClean(run);
        }
        assertClean(files.text("provision"));
        Tool.Run after = files.json("verify");
        assertThat(after.exit()).as(after.everything()).isZero();
        assertThat(LAB.raw("web-2", "ls -A /etc/hostile/")).isEqualTo("a.conf");
    }
}
