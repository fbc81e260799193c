package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** What one file, one line or one step is up to stays with it: the others are judged, and what failed leaves nothing behind. */
@Tag("host")
class OneStepAloneTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private final Workspace files;

    OneStepAloneTest(@TempDir Path directory) throws Exception {
        files = Workspace.ofOneHost(directory, LAB);
    }

    private void steps(String... steps) throws Exception {
        files.playbook("- play: Work\n  hosts: all\n  steps:\n    - " + String.join("\n    - ", steps) + "\n");
    }

    @Test
    void aFileBeyondTheLimitFailsItsStepAlone() throws Exception {
        LAB.raw("web-1", """
                useradd -m ann && install -d -m 0700 -o ann -g ann /home/ann/.ssh
                yes '# a line' | head -c 1100000 >/home/ann/.ssh/authorized_keys
                """);
        String before = LAB.raw("web-1", "sha256sum /home/ann/.ssh/authorized_keys");
        steps(
                "{name: a file, file: {path: /srv/before, content: x}}",
                "{name: the key, authorized_key: {user: ann, key: 'ssh-ed25519"
                        + " AAAAC3NzaC1lZDI1NTE5AAAAIGuGsnP/NPzhnWuATv9aP1dHraTqoi8dScAeUt23h1tL'}}",
                "{name: another file, file: {path: /srv/after, content: x}}");
        Tool.Run plan = files.json("plan");
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.stepsThat("failed")).containsExactly("web-1: the key");
        assertThat(plan.stepsThat("would-change")).containsExactly("web-1: a file", "web-1: another file");
        assertThat(plan.step("web-1", "the key").path("because").asText())
                .isEqualTo("/home/ann/.ssh/authorized_keys must not be larger than 1048576 bytes");
        assertThat(files.json("verify").exit()).isEqualTo(1);
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stepsThat("changed")).containsExactly("web-1: a file");
        assertThat(LAB.raw("web-1", "sha256sum /home/ann/.ssh/authorized_keys")).isEqualTo(before);
    }

    @Test
    void aLongLineCostsNeitherTheStackNorTheRun() throws Exception {
        LAB.raw("web-1", "head -c 200000 /dev/zero | tr '\\0' '#' >/etc/long.conf; echo >>/etc/long.conf");
        steps("{name: a line, line: {path: /etc/long.conf, line: Port 22, match: '^(#|;)*Port '}}");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(LAB.raw("web-1", "tail -n 1 /etc/long.conf")).isEqualTo("Port 22");
    }

    @Test
    void aParameterThatTheKernelRefusesIsNotLeftForTheNextBoot() throws Exception {
        steps("{name: a parameter, sysctl: {key: net.ipv4.tcp_congestion_control, value: none-such}}");
        Tool.Run run = files.json("provision");
        assertThat(run.stepsThat("failed")).containsExactly("web-1: a parameter");
        assertThat(LAB.raw("web-1", "ls /etc/sysctl.d")).doesNotContain("provisioner");
    }

    @Test
    void aRepositoryWhoseKeyDoesNotFitLeavesAptAsItWas() throws Exception {
        String uri = LAB.raw("web-1", "grep -rhoE 'https?://[^ ]+/debian/?' /etc/apt/sources.list* | head -n 1");
        LAB.raw(
                "web-1",
                "mkdir /root/sources; mv /etc/apt/sources.list* /root/sources/; mkdir /etc/apt/sources.list.d");
        try {
            key("debian-archive-keyring");
            String repository = "{name: packages, apt_repository: {name: site, uris: '%s', suites: bookworm,"
                    + " components: main, key: site.gpg}}";
            steps(repository.formatted(uri));
            Tool.Run first = files.json("provision");
            assertThat(first.exit()).as(first.everything()).isZero();
            key("debian-archive-removed-keys");
            Tool.Run run = files.json("provision");
            assertThat(run.stepsThat("failed")).containsExactly("web-1: packages");
            LAB.raw("web-1", "apt-get update -qq -o APT::Update::Error-Mode=any");
            Tool.Run verify = files.json("verify");
            assertThat(verify.exit()).isEqualTo(2);
            assertThat(verify.stepsThat("drifted")).containsExactly("web-1: packages");
        } finally {
            LAB.raw("web-1", "rm -r /etc/apt/sources.list.d; mv /root/sources/* /etc/apt/");
        }
    }

    /** One that Debian ships on the host. */
    private void key(String name) throws Exception {
        Files.createDirectories(files.path("playbooks"));
        Files.write(
                files.path("playbooks/site.gpg"),
                Base64.getDecoder().decode(LAB.raw("web-1", "base64 -w0 /usr/share/keyrings/" + name + ".gpg")));
    }

    @Test
    void theJournalShowsTerminalSequencesAsText() throws Exception {
        LAB.raw("web-1", """
                mkdir -p /var/log/provisioner
                printf '%s\\n' '{"at":"now","who":"\\u001b]0;owned\\u0007","run":"r","step":"\\u202egnp","exit":0}' \\
                  >>/var/log/provisioner/journal.jsonl
                printf 'no entry \\033[2J\\302\\2332J\\n' >>/var/log/provisioner/journal.jsonl
                """);
        for (String output : new String[] {"text", "json"}) {
            Tool.Run journal = files.text("journal", "web-1", "--output", output);
            assertThat(journal.exit()).as(journal.everything()).isZero();
            assertThat(journal.stdout()).contains("owned", "no entry \uFFFD[2J\uFFFD2J");
            assertThat(journal.stdout()).doesNotContain("\u001b", "\u009b", "\u0007");
        }
    }
}
