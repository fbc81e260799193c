package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Login keys that stand beside declared ones. */
@Tag("host")
class AddedKeysTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private static final String DECLARED =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGuGsnP/NPzhnWuATv9aP1dHraTqoi8dScAeUt23h1tL";
    private static final String ADDED =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINRzXjomXhbu4D9ZcYubXQMBnAfYtsUfkNo6Zm7sE6s1";
    private static final String STEP = "the key is there";

    private final Workspace files;

    AddedKeysTest(@TempDir Path directory) throws Exception {
        files = Workspace.ofOneHost(directory, LAB);
    }

    private static String playbook(String user, String... keys) {
        StringBuilder text = new StringBuilder("- play: Keys\n  hosts: all\n  steps:\n");
        for (String key : keys) {
            text.append("    - {name: %s, authorized_key: {user: %s, key: '%s'}}\n".formatted(STEP, user, key));
        }
        return text.toString();
    }

    @Test
    void aKeyThatNobodyDeclaresGoes() throws Exception {
        LAB.raw("web-1", """
                for user in ann bob; do
                  useradd -m $user
                  install -d -m 0700 -o $user -g $user /home/$user/.ssh
                  echo '%s by hand' >/home/$user/.ssh/authorized_keys
                  chown $user /home/$user/.ssh/authorized_keys
                done
                """.formatted(ADDED));
        files.playbook(playbook("ann", DECLARED));
        Tool.Run first = files.json("provision");
        assertThat(first.exit()).as(first.everything()).isZero();
        assertThat(LAB.raw("web-1", "cat ~ann/.ssh/authorized_keys; cut -d ' ' -f 3- ~bob/.ssh/authorized_keys"))
                .isEqualTo(DECLARED + "\nby hand");
        assertThat(LAB.raw("web-1", "cat /var/backups/provisioner/home/ann/.ssh/authorized_keys.*"))
                .contains(ADDED);

        LAB.raw("web-1", "echo '%s' >>~ann/.ssh/authorized_keys2; chown ann ~ann/.ssh/*".formatted(ADDED));
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).containsExactly("web-1: " + STEP);
        assertThat(files.json("provision").exit()).isZero();
        assertThat(LAB.raw("web-1", "cat ~ann/.ssh/authorized_keys2")).isEmpty();

        files.file("playbooks/other.yml", playbook("ann", ADDED));
        assertThat(files.json("provision", "playbooks/other.yml").exit()).isZero();
        Tool.Run beside = files.json("verify");
        assertThat(beside.exit()).as(beside.everything()).isZero();
    }

    @Test
    void theKeyOfTheRunStays() throws Exception {
        String own = LAB.raw("web-1", "cat /root/.ssh/authorized_keys");
        files.playbook(playbook("root", DECLARED));
        Tool.Run plan = files.json("plan");
        assertThat(plan.exit()).as(plan.everything()).isEqualTo(1);
        assertThat(plan.step("web-1", STEP).path("because").asText())
                .contains("this run is logged in with a key of 'root' that no step declares");
        assertThat(files.json("provision").exit()).isEqualTo(1);
        assertThat(LAB.raw("web-1", "cat /root/.ssh/authorized_keys")).isEqualTo(own);

        files.playbook(
                playbook("root", Stream.concat(Stream.of(DECLARED), own.lines()).toArray(String[]::new)));
        Tool.Run both = files.json("provision");
        assertThat(both.exit()).as(both.everything()).isZero();
        assertThat(files.json("verify").exit()).isZero();
    }
}
