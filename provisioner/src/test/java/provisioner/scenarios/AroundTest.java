package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Steps around those of a play. web-1 is where the hosts are taken out and put back, and one of them itself. */
@Tag("host")
class AroundTest {
    private static final String PLAYBOOK = """
            - play: Release
              hosts: web
              serial: 1
              steps:
                - name: the release is there
                  file: {path: "$top/release", content: "$release"}
                - name: the release is tried
                  command:
                    run: 'echo >$top/tried; sleep $pause; test $host.name != $bad; cp $top/release $top/good'
                    unless: cmp -s $top/release $top/good
                    touches: $top/good
              around:
                before:
                  - name: $host.name is out
                    on: web-1
                    file: {path: "$top/switch-$host.name", content: out}
                after:
                  - name: $host.name is in
                    on: web-1
                    file: {path: "$top/switch-$host.name", content: in}
            - play: After
              hosts: web
              steps:
                - name: what follows
                  file: {path: "$top/after", content: "$release"}
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2", "web-3");

    private final Workspace files;

    AroundTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB).playbook(PLAYBOOK);
    }

    /** Each test has a directory of its own on the hosts. */
    private void use(String top) throws Exception {
        for (String host : List.of("web-1", "web-2", "web-3")) {
            LAB.raw(host, "mkdir -p " + top);
        }
        LAB.raw("web-1", "for i in 1 2 3; do printf in >" + top + "/switch-web-$i; done");
        files.inventory("""
                user: root
                vars: {top: %s, release: "1", bad: none, pause: 0}
                hosts:
                  web-1: {address: 203.0.113.1}
                  web-2: {address: 203.0.113.2}
                  web-3: {address: 203.0.113.3}
                groups: {web: {hosts: web-*}}
                """.formatted(top));
    }

    private static String switches(String top) throws Exception {
        return LAB.raw("web-1", "cd " + top + " && for i in 1 2 3; do cat switch-web-$i; echo; done")
                .replace('\n', ' ');
    }

    @Test
    void oneHostAtATimeAndOnlyWhereSomethingChanges() throws Exception {
        use("/srv/a");
        Tool.Run plan = files.json("plan");
        assertThat(plan.stepsThat("would-change"))
                .contains("web-1: web-1 is out", "web-1: web-1 is in", "web-1: web-3 is out", "web-1: web-3 is in");
        LAB.raw("web-1", "rm -f /var/log/provisioner/journal.jsonl");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(LAB.raw("web-1", "sed 's/.*\"step\":\"\\([^\"]*\\)\".*/\\1/' /var/log/provisioner/journal.jsonl")
                        .lines())
                .containsExactly(
                        "web-1 is out",
                        "the release is there",
                        "the release is tried",
                        "web-1 is in",
                        "web-2 is out",
                        "web-2 is in",
                        "web-3 is out",
                        "web-3 is in",
                        "what follows");
        assertThat(switches("/srv/a")).isEqualTo("in in in");

        Tool.Run again = files.json("provision");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
        assertThat(again.stepsThat("unchanged")).contains("web-1: web-2 is out", "web-1: web-2 is in");
        again.summary()
                .path("hosts")
                .forEach(host -> assertThat(host.path("exchanges").asInt()).isEqualTo(1));
        assertThat(files.json("verify").exit()).isZero();

        Tool.Run one = files.json("provision", "--limit", "web-2", "-e", "release=2");
        assertThat(one.stepsThat("changed"))
                .containsExactlyInAnyOrder(
                        "web-1: web-2 is out",
                        "web-2: the release is there",
                        "web-2: the release is tried",
                        "web-1: web-2 is in",
                        "web-2: what follows");
    }

    /** A host that is out of service must come back before another one goes, in whatever play. */
    @Test
    void afterAFailureNoLaterPlayTakesHostsOut() throws Exception {
        use("/srv/g");
        String later = PLAYBOOK.substring(0, PLAYBOOK.indexOf("- play: After"))
                .replace("play: Release", "play: Later")
                .replace("/release", "/later")
                .replace("/good", "/later-good");
        files.playbook(PLAYBOOK + later);
        Tool.Run run = files.json("provision", "-e", "bad=web-3");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-3: the release is tried");
        assertThat(run.stepsThat("changed")).contains("web-1: what follows", "web-2: what follows");
        assertThat(LAB.raw("web-1", "ls /srv/g")).doesNotContain("later");
        assertThat(run.stdout())
                .contains("a host failed in play 'Release', so that no other one is taken out of service");
    }

    /** A step that cannot be taken refuses before anything was changed: there is no owner for its file. */
    @Test
    void aRefusalEndsThePlayAloneWhereThePlaySaysSo() throws Exception {
        use("/srv/r");
        String plays = """
                - play: Release
                  hosts: web
                  serial: 1
                  around:
                    refusal_ends: play
                    before:
                      - name: $host.name may be changed
                        file: {path: "$top/asked", content: "$release", owner: keeper}
                  steps:
                    - name: the release is there
                      file: {path: "$top/release", content: "$release"}
                - play: After
                  hosts: web
                  steps:
                    - name: what follows
                      file: {path: "$top/after", content: "$release"}
                """;
        files.playbook(plays);
        LAB.raw("web-1", "useradd keeper");
        LAB.raw("web-3", "useradd keeper");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-2: web-2 may be changed");
        assertThat(run.stepsThat("skipped")).containsExactly("web-2: the release is there");
        assertThat(run.stepsThat("changed"))
                .contains("web-3: the release is there", "web-1: what follows", "web-2: what follows");
        assertThat(run.stdout()).doesNotContain("still in the state", "no longer match");

        files.playbook(plays.replace("refusal_ends: play", "refusal_ends: run"));
        Tool.Run strict = files.json("provision", "-e", "release=2");
        assertThat(strict.stepsThat("skipped"))
                .contains("web-3: the release is there", "web-2: what follows", "web-3: what follows");

        files.playbook(plays);
        LAB.raw("web-2", "useradd keeper");
        Tool.Run last = files.json("provision", "-e", "release=2");
        assertThat(last.exit()).as(last.everything()).isZero();
        assertThat(last.stepsThat("changed")).contains("web-2: the release is there", "web-3: what follows");
    }

    @Test
    void aHostThatFailsStaysOutAndIsPutBackByTheRunThatSucceeds() throws Exception {
        use("/srv/b");
        assertThat(files.json("provision").exit()).isZero();
        Tool.Run run = files.json("provision", "-e", "release=2", "-e", "bad=web-2");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-2: the release is tried");
        assertThat(run.stepsThat("skipped"))
                .containsExactlyInAnyOrder(
                        "web-1: web-2 is in",
                        "web-1: web-3 is out",
                        "web-1: web-3 is in",
                        "web-3: the release is there",
                        "web-3: the release is tried",
                        "web-2: what follows",
                        "web-3: what follows");
        assertThat(switches("/srv/b")).isEqualTo("in out in");
        assertThat(LAB.raw("web-3", "cat /srv/b/release")).isEqualTo("1");
        Tool.Run text = files.text("provision", "-e", "release=2", "-e", "bad=web-2");
        assertThat(text.stdout())
                .contains("is still in the state that these steps left it in: 'web-2 is out'; run again");

        Tool.Run verify = files.json("verify", "-e", "release=2");
        assertThat(verify.exit()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).contains("web-1: web-2 is in").doesNotContain("web-1: web-3 is in");
        Tool.Run next = files.json("provision", "-e", "release=2");
        assertThat(next.exit()).as(next.everything()).isZero();
        assertThat(next.stepsThat("changed")).contains("web-1: web-2 is in").doesNotContain("web-1: web-2 is out");
        assertThat(switches("/srv/b")).isEqualTo("in in in");
    }

    @Test
    void whereAHostCannotBeTakenOutItIsNotTouched() throws Exception {
        use("/srv/c");
        LAB.raw("web-1", "rm /srv/c/switch-web-2 && mkdir /srv/c/switch-web-2");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-1: web-2 is out");
        assertThat(run.stepsThat("skipped")).contains("web-2: the release is there", "web-3: the release is there");
        assertThat(LAB.attempt("web-2", "test -e /srv/c/release").exit()).isNotZero();
        assertThat(run.steps().stream()
                        .filter(step -> step.path("step").asText().equals("the release is there"))
                        .filter(step -> step.path("host").asText().equals("web-2"))
                        .map(step -> step.path("because").asText()))
                .containsExactly("'web-2 is out' failed on web-1");
    }

    @Test
    void aRunThatIsKilledWhileAHostIsOutConvergesOnTheNext() throws Exception {
        use("/srv/d");
        Process process = files.tool()
                .start(files.path("out"), files.path("err"), Workspace.arguments("provision", "-e", "pause=4"));
        while (LAB.attempt("web-2", "test -e /srv/d/tried").exit() != 0) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(100);
        }
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(switches("/srv/d")).isEqualTo("in out in");
        while (LAB.attempt("web-2", "test -e /srv/d/good").exit() != 0) {
            Thread.sleep(200);
        }
        Tool.Run next = files.json("provision");
        for (int i = 0; i < 20 && next.everything().contains("lock"); i++) {
            Thread.sleep(500);
            next = files.json("provision");
        }
        assertThat(next.exit()).as(next.everything()).isZero();
        assertThat(next.stepsThat("changed")).contains("web-1: web-2 is in").doesNotContain("web-1: web-2 is out");
        assertThat(switches("/srv/d")).isEqualTo("in in in");
    }

    /** web-3 cannot be reached: neither what is done on it nor it itself keeps the others from being changed. */
    @Test
    void aHostThatCannotBeReachedIsNamedAndLeftOut() throws Exception {
        files.playbook(PLAYBOOK.replace("on: web-1", "on: web-1:web-3"));
        use("/srv/e");
        LAB.raw("web-3", "systemctl stop ssh.socket ssh");
        Tool.Run run;
        Tool.Run without;
        try {
            run = files.json("provision");
            without = files.json("provision", "--limit", "all,!web-3", "-e", "release=2");
        } finally {
            LAB.raw("web-3", "systemctl start ssh");
        }
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).isEmpty();
        assertThat(run.stepsThat("changed"))
                .contains("web-1: web-2 is out", "web-2: the release is there", "web-1: web-2 is in");
        assertThat(run.stepsThat("skipped")).contains("web-3: web-2 is out", "web-3: web-2 is in");
        assertThat(run.everything()).contains("steps around other hosts' steps are left out here");
        assertThat(without.exit()).as(without.everything()).isZero();
        assertThat(without.stepsThat("changed")).contains("web-1: web-2 is out", "web-2: the release is there");
        files.playbook(PLAYBOOK.replace("on: web-1", "on: web-3"));
        assertThat(files.json("provision").exit()).isZero();
    }

    /** The unit that is replaced runs on web-2 only: the others come first, without anything done before. */
    @Test
    void hostsThatDoNotRunTheUnitComeFirst() throws Exception {
        use("/srv/f");
        files.playbook(PLAYBOOK.replace("  around:\n", "  around:\n    unit: replaced\n")
                .replace("  steps:\n    - name: the release is there", """
                  steps:
                    - name: it runs
                      service: {name: replaced}
                    - name: the release is there""".indent(2)
                        .stripTrailing()));
        for (String host : List.of("web-1", "web-2", "web-3")) {
            LAB.raw(
                    host,
                    "printf '[Service]\\nExecStart=/bin/sleep infinity\\n' >/run/systemd/system/replaced.service"
                            + "; systemctl daemon-reload");
        }
        LAB.raw("web-2", "systemctl start replaced");
        Tool.Run plan = files.json("plan");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(plan.stepsThat("would-change"))
                .contains("web-1: web-2 is out")
                .doesNotContain("web-1: web-3 is out");
        assertThat(run.stepsThat("changed"))
                .contains("web-1: web-2 is out", "web-1: web-2 is in")
                .doesNotContain("web-1: web-1 is out", "web-1: web-3 is out")
                .containsSubsequence("web-3: the release is there", "web-2: the release is there");
        assertThat(switches("/srv/f")).isEqualTo("in in in");
        assertThat(files.json("provision", "-e", "release=2").stepsThat("changed"))
                .contains("web-1: web-3 is out");
    }
}
