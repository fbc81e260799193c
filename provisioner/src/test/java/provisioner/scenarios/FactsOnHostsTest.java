package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Steps that depend on what their hosts say of themselves. */
@Tag("host")
class FactsOnHostsTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.mixed(Map.of("bookworm", List.of("old"), "trixie", List.of("new")));

    /** What raw shell says, in the form of the template. */
    private static final String RAW = """
            . /etc/os-release
            echo "$ID $VERSION_ID $VERSION_CODENAME"
            uname -r
            dpkg --print-architecture
            echo "$(($(awk '/^MemTotal:/ {print $2}' /proc/meminfo) / 1024)) $(nproc)"
            hostname -I
            ip route show default | awk '{print $5, $3}'
            for disk in /sys/block/*; do
              if [ -e "$disk/device" ]; then echo "${disk##*/} $(($(cat "$disk/size") / 2048))"; fi
            done
            systemd-detect-virt
            hostname
            if [ -e /run/reboot-required ]; then echo true; else echo false; fi
            """;

    private static final String TEMPLATE = """
            $facts.release.id $facts.release.version $facts.release.codename
            $facts.kernel
            $facts.architecture
            $facts.memory $facts.cpus
            #foreach($one in $facts.addresses.entrySet())#if($one.key != "lo")#foreach($a in $one.value)$a #end#end#end
            $facts.default_route.interface $facts.default_route.gateway
            #foreach($disk in $facts.disks)
            $disk.name $disk.capacity
            #end
            $facts.virtualisation
            $facts.hostname
            $facts.reboot_required
            """;

    private final Workspace files;

    FactsOnHostsTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB)
                .inventory("user: root\nhosts: {old: {address: 203.0.113.1}, new: {address: 203.0.113.2}}\n");
    }

    private void steps(String... steps) throws Exception {
        files.playbook("- play: Work\n  hosts: all\n  steps:\n    - " + String.join("\n    - ", steps) + "\n");
    }

    private Tool.Run run(int exit, String command, String... more) throws Exception {
        Tool.Run run = files.json(command, more);
        assertThat(run.exit()).as(run.everything()).isEqualTo(exit);
        return run;
    }

    /** How often a host was asked by a command: whenever it is asked for its facts it runs this program. */
    private int asked(String host, String command) throws Exception {
        String real = LAB.raw(host, "readlink -f /usr/bin/uname").strip();
        LAB.raw(host, """
                printf '#!/bin/sh\\necho "asked$1" >>/run/asked\\nexec %s.real "$@"\\n' >/run/uname && chmod 0755 /run/uname
                : >/run/asked; mv %s %s.real; mv /run/uname %s
                """.formatted(real, real, real, real));
        try {
            Tool.Run run = run(0, command);
            assertThat(run.host(host).path("exchanges").asInt()).isEqualTo(1);
            return Integer.parseInt(LAB.raw(host, "grep -c asked-n /run/asked").strip());
        } finally {
            LAB.raw(host, "mv %s.real %s".formatted(real, real));
        }
    }

    @Test
    void areTrueAndTravelInTheExchangeThatObserves() throws Exception {
        files.file("templates/facts.vm", TEMPLATE);
        steps(
                "{name: all facts, template: {source: facts.vm, path: /srv/facts}}",
                "{name: of bookworm, when: $facts.release.codename == \"bookworm\", file: {path: /srv/it, content: old}}",
                "{name: of trixie, when: $facts.release.codename == \"trixie\", file: {path: /srv/it, content: new}}");
        Tool.Run plan = run(0, "plan");
        assertThat(plan.stepsThat("would-change"))
                .containsExactlyInAnyOrder("old: all facts", "old: of bookworm", "new: all facts", "new: of trixie");
        run(0, "provision");
        for (String host : List.of("old", "new")) {
            assertThat(LAB.raw(host, "cat /srv/facts").replaceAll(" +\n", "\n"))
                    .isEqualTo(LAB.raw(host, RAW).replaceAll(" +\n", "\n"));
            assertThat(LAB.raw(host, "cat /srv/it").strip()).isEqualTo(host);
        }
        Tool.Run verify = run(0, "verify");
        assertThat(verify.steps()).hasSize(4);
        assertThat(asked("old", "verify")).isEqualTo(1);
        LAB.raw("old", "rm /srv/facts /srv/it");
        assertThat(asked("old", "plan")).isEqualTo(1);
        LAB.raw("new", "echo other >/srv/it");
        assertThat(run(2, "verify").stepsThat("drifted"))
                .containsExactlyInAnyOrder("old: all facts", "old: of bookworm", "new: of trixie");
    }

    @Test
    void costOneMoreExchangeWhereTheyDecideWhatIsAsked() throws Exception {
        steps("{name: a place, file: {path: '/srv/$facts.release.codename', content: x}}");
        Tool.Run plan = run(0, "plan");
        assertThat(plan.stepsThat("would-change")).containsExactlyInAnyOrder("old: a place", "new: a place");
        run(0, "provision");
        LAB.raw("old", "test -e /srv/bookworm");
        LAB.raw("new", "test -e /srv/trixie");
        Tool.Run verify = run(0, "verify");
        assertThat(verify.stepsThat("unchanged")).hasSize(2);
        assertThat(asked("old", "verify")).isEqualTo(2);
    }

    @Test
    void makeASavedPlanStaleIfTheyWereRead() throws Exception {
        steps(
                "{name: a note, file: {path: /srv/note, content: 'on $facts.hostname'}}",
                "{name: another, when: $facts.cpus > 0, file: {path: /srv/another, content: x}}");
        run(0, "plan", "-o", "plan.json");
        LAB.raw("old", "touch /run/reboot-required");
        try {
            LAB.raw("new", "hostname renamed");
            Tool.Run stale = files.tool().run("provision", "plan.json", "--output", "json");
            assertThat(stale.exit()).as(stale.everything()).isEqualTo(1);
            assertThat(stale.everything())
                    .contains("all that read $facts.hostname")
                    .doesNotContain("$facts.cpus");
            LAB.raw("new", "hostname new; test ! -e /srv/note");
            Tool.Run applied = files.tool().run("provision", "plan.json", "--output", "json");
            assertThat(applied.exit()).as(applied.everything()).isZero();
            assertThat(LAB.raw("new", "cat /srv/note").strip()).isEqualTo("on new");
        } finally {
            LAB.raw("new", "hostname new");
            LAB.raw("old", "rm /run/reboot-required");
        }
    }

    @Test
    void areAnErrorOfTheHostThatDoesNotHaveThem() throws Exception {
        steps("{name: a note, file: {path: /srv/none, content: $facts.addresses.nowhere.get(0)}}");
        Tool.Run plan = run(1, "plan", "-o", "none.json");
        assertThat(plan.troubles())
                .anySatisfy(trouble -> assertThat(trouble)
                        .startsWith("old: with the facts of this host: playbooks/site.yml:4:")
                        .contains("this host has no interface 'nowhere'"));
        assertThat(files.path("none.json")).doesNotExist();
    }

    private static String version(String more) {
        return """
                - play: The application
                  hosts: old
                  steps:
                    - {name: its version, file: {path: /srv/VERSION, content: "2.1\\n"}}
                - play: What depends on it
                  hosts: old
                  steps:
                    - {name: the version is known, read: {as: app_version, file: /srv/VERSION, default: none}}
                    - {name: the plain one is known, read: {as: plain, command: cat /etc/debian_version}}
                """ + more + """
                    - {name: a note on it, file: {path: /srv/on-it, content: "$app_version on $plain"}}
                    - {name: only of 2.1, when: $app_version == "2.1", file: {path: '/srv/of-$app_version', content: x}}
                """;
    }

    /** In the first run, an earlier play decides what is read. */
    @Test
    void valuesAreThoseOfTheBeginningOfTheirPlay() throws Exception {
        LAB.raw("old", "rm -f /srv/VERSION /srv/on-it /srv/of-2.1 /srv/written");
        String machine = LAB.raw("old", "cat /etc/machine-id").strip();
        files.playbook(version("""
                    - {name: the secret is known, read: {as: machine, command: [cat, /etc/machine-id], secret: true}}
                    - {name: it only reads, read: {as: written, command: echo x >/srv/written && echo y, default: read-only}}
                    - {name: the secret is kept, file: {path: /srv/machine, mode: "0600", content: "$machine $written"}}
                """));
        Tool.Run plan = run(0, "plan");
        assertThat(plan.stepsThat("would-change")).containsExactly("old: its version");
        assertThat(plan.stepsThat("may-change")).contains("old: the version is known", "old: a note on it");
        Tool.Run provision = run(0, "provision");
        assertThat(provision.stepsThat("changed"))
                .contains("old: its version", "old: a note on it", "old: only of 2.1");
        assertThat(LAB.raw("old", "cat /srv/on-it")).startsWith("2.1 on 12.");
        assertThat(LAB.raw("old", "cat /srv/machine; test ! -e /srv/written; test -e /srv/of-2.1")
                        .strip())
                .isEqualTo(machine + " read-only");
        Tool.Run verify = run(0, "verify");
        assertThat(verify.steps()).hasSize(8);
        LAB.raw("old", "echo other >/srv/machine");
        Tool.Run drifted = run(2, "verify");
        assertThat(drifted.stepsThat("drifted")).containsExactly("old: the secret is kept");
        assertThat(plan.everything() + provision.everything() + verify.everything() + drifted.everything())
                .doesNotContain(machine);
    }

    @Test
    void valuesMakeASavedPlanStaleAndCostNoExchangeMore() throws Exception {
        LAB.raw("old", "rm -f /srv/on-it /srv/of-2.1; echo 2.1 >/srv/VERSION; chmod 0644 /srv/VERSION");
        files.playbook(version(""));
        run(0, "plan", "-o", "values.json");
        LAB.raw("old", "echo 2.2 >/srv/VERSION");
        Tool.Run stale = files.tool().run("provision", "values.json", "--output", "json");
        assertThat(stale.exit()).as(stale.everything()).isEqualTo(1);
        assertThat(stale.everything()).contains("all that read $app_version").doesNotContain("$plain");
        LAB.raw("old", "echo 2.1 >/srv/VERSION");
        Tool.Run applied = files.tool().run("provision", "values.json", "--output", "json");
        assertThat(applied.exit()).as(applied.everything()).isZero();
        files.playbook(version("").replace("/srv/of-$app_version", "/srv/of-2.1"));
        assertThat(asked("old", "verify")).isEqualTo(1);
        files.playbook(version("")
                .replace(", default: none", "")
                .replace(
                        "- {name: its version, file: {path: /srv/VERSION, content",
                        "- {name: its version, file: {path: /srv/OTHER, content"));
        LAB.raw("old", "rm /srv/VERSION");
        assertThat(run(1, "plan").troubles())
                .anySatisfy(trouble -> assertThat(trouble)
                        .contains(
                                "playbooks/site.yml:8:",
                                "'app_version' cannot be read: cat: /srv/VERSION: No such file"));
    }

    private static final String FOR_OTHERS = """
            - play: What is read
              hosts: old
              steps:
                - {name: the token is known, read: {as: token, file: /srv/token, default: none}}
                - {name: the machine is known, read: {as: machine, command: [cat, /etc/machine-id], secret: true}}
            - play: The other host
              hosts: new
              steps:
                - name: a note
                  file: {path: /srv/of-old, mode: "0600", content: "$hosts.get('old').read.token $hosts.get('old').read.machine"}
                - {name: only of one, when: $hosts.get("old").read.token == "one", file: {path: /srv/of-one, content: x}}
            """;

    /** In the first run, an earlier play decides what is read on the one host, and so what is done on the other. */
    @Test
    void whatAnEarlierPlayReadsIsKnownOnOtherHosts() throws Exception {
        LAB.raw("old", "rm -f /srv/token");
        LAB.raw("new", "rm -f /srv/of-old /srv/of-one");
        String machine = LAB.raw("old", "cat /etc/machine-id").strip();
        files.playbook("""
                - play: The token
                  hosts: old
                  steps:
                    - {name: there is a token, file: {path: /srv/token, content: "one\\n"}}
                """ + FOR_OTHERS);
        Tool.Run plan = run(0, "plan");
        assertThat(plan.stepsThat("would-change")).containsExactly("old: there is a token");
        assertThat(plan.stepsThat("may-change")).contains("old: the token is known", "new: a note");
        assertThat(plan.everything())
                .contains(
                        "the token is known (old)",
                        "which steps there are follows from what is yet to be read elsewhere: the token is known (old)");
        Tool.Run provision = run(0, "provision");
        assertThat(provision.stepsThat("changed"))
                .containsExactlyInAnyOrder("old: there is a token", "new: a note", "new: only of one");
        assertThat(LAB.raw("new", "cat /srv/of-old")).isEqualTo("one " + machine);
        Tool.Run verify = run(0, "verify");
        assertThat(verify.steps()).hasSize(5);
        for (String host : List.of("old", "new")) {
            assertThat(verify.host(host).path("exchanges").asInt()).isEqualTo(1);
        }
        LAB.raw("new", "echo other >/srv/of-old");
        Tool.Run drifted = run(2, "verify");
        assertThat(drifted.stepsThat("drifted")).containsExactly("new: a note");
        assertThat(plan.everything() + provision.everything() + verify.everything() + drifted.everything())
                .doesNotContain(machine);
    }

    @Test
    void aSavedPlanIsStaleWhenAnotherHostsValueChanges() throws Exception {
        LAB.raw("old", "echo two >/srv/token");
        LAB.raw("new", "rm -f /srv/of-old /srv/of-one");
        files.playbook(FOR_OTHERS.replace(", secret: true", ""));
        run(0, "plan", "-o", "others.json");
        LAB.raw("old", "echo one >/srv/token");
        Tool.Run stale = files.tool().run("provision", "others.json", "--output", "json");
        assertThat(stale.exit()).as(stale.everything()).isEqualTo(1);
        assertThat(stale.everything())
                .contains("all that read $hosts.get(\\\"old\\\").read.token")
                .doesNotContain("read.machine");
        LAB.raw("new", "test ! -e /srv/of-old");
        LAB.raw("old", "echo two >/srv/token");
        Tool.Run applied = files.tool().run("provision", "others.json", "--output", "json");
        assertThat(applied.exit()).as(applied.everything()).isZero();
        assertThat(LAB.raw("new", "cat /srv/of-old; test ! -e /srv/of-one")).startsWith("two ");
    }

    @Test
    void aHostThatFailsTakesAlongThoseThatUseItsValues() throws Exception {
        LAB.raw("old", "rm -f /srv/token");
        LAB.raw("new", "rm -f /srv/of-old /srv/of-one");
        files.playbook(FOR_OTHERS.replace(", default: none", "").replace(", secret: true", ""));
        assertThat(run(1, "plan", "-o", "none.json").troubles())
                .anySatisfy(trouble -> assertThat(trouble)
                        .startsWith("new: with the facts of this host: playbooks/site.yml:")
                        .contains("what host 'old' reads is not known: old does not take part in this run")
                        .contains("'token' cannot be read: cat: /srv/token: No such file"));
        assertThat(files.path("none.json")).doesNotExist();
        files.playbook(
                FOR_OTHERS.replace(
                        "- play: The other host",
                        "- {play: What fails, hosts: old, steps: [{name: it fails, command: {run: exit 3}}]}\n- play: The other host"));
        assertThat(run(1, "provision").troubles())
                .anySatisfy(trouble -> assertThat(trouble)
                        .startsWith(
                                "new: this play uses $hosts.get(\"old\").read.token, and old does not take part in this run: ")
                        .contains("make that host work first, and run again"));
        LAB.raw("new", "test ! -e /srv/of-old");
    }
}
