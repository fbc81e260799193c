package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Resource types of a project's own on a host: planned, applied, verified by their probes, and found as drift. */
@Tag("host")
class OwnTypesOnHostTest {
    private static final String SECRET = "canary-Zx81-password";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private final Workspace files;

    OwnTypesOnHostTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB, Map.of("CANARY", SECRET))
                .inventory("user: root\nhosts: {web-1: {address: 203.0.113.1}}\n");
        assertThat(files.secret("init").exit()).as("plan_key").isZero();
    }

    private void steps(String... steps) throws Exception {
        files.playbook("- play: Work\n  hosts: all\n  steps:\n    - " + String.join("\n    - ", steps) + "\n");
    }

    private void type(String name, String text) throws Exception {
        files.file("playbooks/types/" + name + ".yml", text);
    }

    /** The whole life of a step: from a saved plan to a drift that is mended. */
    @Test
    void aStepIsPlannedAppliedVerifiedAndMended() throws Exception {
        files.shipped("playbooks/types/alternatives.yml");
        LAB.raw("web-1", """
                printf '#!/bin/sh\\n' >/usr/local/bin/one; cp /usr/local/bin/one /usr/local/bin/two
                chmod 0755 /usr/local/bin/one /usr/local/bin/two
                update-alternatives --install /usr/local/bin/tool tool /usr/local/bin/one 10
                update-alternatives --install /usr/local/bin/tool tool /usr/local/bin/two 20
                """);
        steps(
                "{name: a file, file: {path: /srv/before, content: x}}",
                "{name: the tool, alternatives: {name: tool, path: /usr/local/bin/one}}",
                "{name: another, file: {path: /srv/after, content: x}}");
        Tool.Run plan = files.json("plan", "-o", files.path("plan.json").toString());
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stepsThat("would-change"))
                .containsExactly("web-1: a file", "web-1: the tool", "web-1: another");
        assertThat(plan.step("web-1", "the tool").path("diff").toString())
                .contains("chosen_by: auto → manual", "path: /usr/local/bin/two → /usr/local/bin/one");
        Tool.Run run = files.tool().run("provision", files.path("plan.json").toString(), "--output", "json");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).containsExactly("web-1: a file", "web-1: the tool", "web-1: another");
        assertThat(LAB.raw("web-1", "readlink /etc/alternatives/tool")).isEqualTo("/usr/local/bin/one");

        Tool.Run again = files.json("provision");
        assertThat(again.stepsThat("unchanged")).hasSize(3);
        assertThat(again.host("web-1").path("exchanges").asInt()).isEqualTo(1);
        LAB.raw("web-1", "update-alternatives --auto tool");
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).containsExactly("web-1: the tool");
        assertThat(files.json("provision").stepsThat("changed")).containsExactly("web-1: the tool");
        assertThat(files.json("verify").exit()).isZero();
    }

    @Test
    void aProbeThatWritesIsUnknownAndWritesNothing() throws Exception {
        type("writer", """
                parameters: {path: {type: string}}
                probe: |
                  echo written >"$path"
                  echo there=yes
                desired: {there: "yes"}
                apply: "true"
                """);
        steps(
                "{name: to a disk, writer: {path: /srv/by-a-probe}}",
                "{name: to memory, writer: {path: /run/by-a-probe}}",
                "{name: to the kernel, writer: {path: /proc/sys/vm/swappiness}}");
        Tool.Run plan = files.json("plan");
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.stepsThat("failed"))
                .containsExactly("web-1: to a disk", "web-1: to memory", "web-1: to the kernel");
        assertThat(plan.step("web-1", "to a disk").path("because").asText())
                .contains("the probe of 'writer' cannot be used", "Read-only file system");
        assertThat(files.json("verify").exit()).isEqualTo(1);
        assertThat(LAB.raw("web-1", "ls /srv/by-a-probe /run/by-a-probe 2>/dev/null || :"))
                .isEmpty();
    }

    /** While the script is at work, all processes are looked through. */
    @Test
    void aSecretIsSeenByNobody() throws Exception {
        type("keeper", """
                parameters:
                  path: {type: string}
                  password: {type: string, secret: true}
                probe: |
                  was=
                  if [ -f "$path" ]; then was=$(cat "$path"); fi
                  printf '%s\\n' "password=$was"
                desired: {password: $password}
                apply: |
                  umask 077
                  for process in /proc/[0-9]*; do
                    for file in cmdline environ; do
                      tr '\\0' '\\n' <"$process/$file" 2>/dev/null || :
                    done
                  done | sed -n 's/canary-Zx81-passwor[d]/FOUND/p' >/srv/seen
                  echo "this is $password" >&2
                  printf '%s\\n' "$password" >"$path"
                effects: []
                claims: path $path
                """);
        LAB.raw("web-1", "echo an-older-secret >/srv/password; chmod 600 /srv/password");
        steps("{name: a password, keeper: {path: /srv/password, password: !env CANARY}}");
        StringBuilder said = new StringBuilder();
        for (String output : new String[] {"text", "json"}) {
            said.append(files.text("plan", "--diff", "--output", output).everything());
        }
        Tool.Run run = files.text("provision", "-v");
        said.append(run.everything());
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(LAB.raw("web-1", "cat /srv/password")).isEqualTo(SECRET);
        assertThat(LAB.raw("web-1", "cat /srv/seen")).isEmpty();
        said.append(LAB.raw("web-1", "cat /var/log/provisioner/journal.jsonl"));
        assertThat(said.toString())
                .contains("password: ******** → ********")
                .doesNotContain(SECRET)
                .doesNotContain("an-older-secret");
        assertThat(LAB.raw("web-1", "grep -rl " + SECRET + " /run /tmp /var 2>/dev/null || :"))
                .isEmpty();
    }

    @Test
    void aScriptThatDoesNotReachWhatIsDesiredHasFailed() throws Exception {
        type("short", """
                parameters: {path: {type: string}}
                probe: |
                  if [ -e "$path" ]; then echo there=yes; else echo there=no; fi
                desired: {there: "yes"}
                apply: echo done
                effects: []
                """);
        steps("{name: it is there, short: {path: /srv/short}}");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-1: it is there");
        assertThat(run.step("web-1", "it is there").toString()).contains("there");
    }

    /** What the lab can try of the two: a module that the kernel has already, and a swap file up to its being on. */
    @Test
    void theShippedTypesReadWhatIsThere() throws Exception {
        files.shipped("playbooks/types/kernel_module.yml", "playbooks/types/swap.yml");
        String module = LAB.raw("web-1", "ls /sys/module | grep -x '[a-z_]*' | head -n 1");
        steps("{name: a module, kernel_module: {name: " + module + ", options: 'level=1'}}");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).containsExactly("web-1: a module");
        assertThat(LAB.raw("web-1", "cat /etc/mod*/provisioner-" + module + ".conf"))
                .contains(module, "options " + module + " level=1");
        assertThat(files.json("provision").stepsThat("unchanged")).containsExactly("web-1: a module");
        steps(
                "{name: a module, kernel_module: {name: " + module + "}}",
                "{name: swap, swap: {path: /srv/swap, size: 1}}");
        Tool.Run plan = files.json("plan");
        assertThat(plan.stepsThat("would-change")).containsExactly("web-1: a module", "web-1: swap");
        assertThat(plan.step("web-1", "swap").path("diff").toString())
                .contains("size: 0 → 1", "on: no → yes", "boot: no → yes");
        // swapon takes no file of the lab's file system; nothing may be left in fstab then.
        Tool.Run swap = files.json("provision");
        assertThat(swap.stepsThat("failed")).containsExactly("web-1: swap");
        assertThat(LAB.raw("web-1", "grep -c swap /etc/fstab || :")).isEqualTo("0");
        assertThat(LAB.raw("web-1", "file -b /srv/swap 2>/dev/null; stat -c '%s %a' /srv/swap"))
                .contains("1048576 600");
    }

    /** Of fstab only the line of the swap file goes, and a file that is something else stays. */
    @Test
    void theShippedTypesTakeAwayWhatTheyMade() throws Exception {
        files.shipped("playbooks/types/kernel_module.yml", "playbooks/types/swap.yml");
        LAB.raw("web-1", """
                mkdir -p /etc/modules-load.d /etc/modprobe.d; cp -p /etc/fstab /srv/fstab
                echo none_such >/etc/modules-load.d/provisioner-none_such.conf
                echo options none_such a=1 >/etc/modprobe.d/provisioner-none_such.conf
                rm -f /srv/swap; dd if=/dev/zero of=/srv/swap bs=1M count=1 status=none; mkswap /srv/swap >/dev/null
                printf '# a line\n/srv/swap none swap sw 0 0\n/srv/swap /mnt none bind 0 0\n/other none swap sw 0 0' >>/etc/fstab
                """);
        steps(
                "{name: a module, kernel_module: {name: none_such, absent: true}}",
                "{name: swap, swap: {path: /srv/swap, absent: true}}");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).containsExactly("web-1: a module", "web-1: swap");
        assertThat(LAB.raw("web-1", "ls /etc/mod*/provisioner-none_such.conf /srv/swap 2>/dev/null || :"))
                .isEmpty();
        assertThat(LAB.raw("web-1", "tail -n 3 /etc/fstab").strip())
                .isEqualTo("# a line\n/srv/swap /mnt none bind 0 0\n/other none swap sw 0 0");
        LAB.raw("web-1", "echo a text >/srv/swap; chmod 0600 /srv/swap; cp -p /srv/fstab /etc/fstab");
        Tool.Run other = files.json("provision");
        assertThat(other.stepsThat("failed")).containsExactly("web-1: swap");
        assertThat(other.step("web-1", "swap").toString()).contains("/srv/swap is no swap file");
        assertThat(LAB.raw("web-1", "cat /srv/swap").strip()).isEqualTo("a text");
    }
}
