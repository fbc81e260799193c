package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Order, failures, time limits, transfers and selection, on real hosts. Each test uses paths of its own. */
@Tag("host")
class BehaviourTest {
    private static final String HOSTS = """
            user: root
            vars: {colour: grey, users: [bob, cid]}
            hosts:
              web-1: {address: 203.0.113.1, vars: {colour: red}}
              web-2: {address: 203.0.113.2}
              web-3: {address: 203.0.113.3}
            groups:
              web: {hosts: web-*}
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2", "web-3");

    private final Workspace files;

    BehaviourTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB).inventory(HOSTS);
    }

    @Test
    void aHostThatFailsDoesNotStopTheOthersAndTakesNoPartInTheNextPlay() throws Exception {
        files.playbook("""
                - play: First
                  hosts: all
                  steps:
                    - name: a command passes on some hosts
                      command: {run: 'echo "no luck on $host.name" >&2; test $host.name != web-2; touch /root/a', creates: /root/a}
                    - name: what follows
                      file: {path: /root/b, content: b}
                - play: Second
                  hosts: all
                  steps:
                    - name: the second play
                      file: {path: /root/c, content: c}
                """);
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.summary().path("exitCode").asInt()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-2: a command passes on some hosts");
        assertThat(run.stepsThat("skipped")).containsExactly("web-2: what follows", "web-2: the second play");
        assertThat(run.step("web-2", "what follows").path("because").asText())
                .isEqualTo("step 'a command passes on some hosts' failed");
        assertThat(run.step("web-2", "the second play").path("because").asText())
                .isEqualTo("an earlier step on this host failed");
        for (String good : new String[] {"web-1", "web-3"}) {
            assertThat(run.host(good).path("changed").asInt()).isEqualTo(3);
            assertThat(LAB.raw(good, "cat /root/c")).isEqualTo("c");
        }
        assertThat(LAB.attempt("web-2", "cat /root/b /root/c").exit()).isNotZero();
        JsonNode failed = run.step("web-2", "a command passes on some hosts");
        assertThat(failed.path("location").asText()).isEqualTo("playbooks/site.yml:4:7");
        assertThat(failed.path("error").path("exit").asInt()).isEqualTo(1);
        assertThat(failed.path("error").path("stderr").asText()).isEqualTo("no luck on web-2\n");
        assertThat(failed.path("error").path("command").asText()).contains("command echo \"no luck on web-2\"");

        Tool.Run text = files.text("provision", "--limit", "web-2");
        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.stdout())
                .contains("exit status 1", "no luck on web-2", "playbooks/site.yml:4:7", "web-2", "a command passes")
                .contains("Failed:\n  web-2  'a command passes on some hosts': ")
                .contains("\nweb-2  FAILED at 'a command passes on some hosts': 1 failed, 2 not tried\n")
                .doesNotContain("skipped", "what follows");
        assertThat(files.text("provision", "--limit", "web-2", "-v").stdout())
                .contains("skipped: step 'a command passes on some hosts' failed")
                .contains("skipped: an earlier step on this host failed");
        assertThat(text.everything()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void aBatchThatFailsKeepsTheNextOnesFromStarting() throws Exception {
        files.playbook("""
                - play: Rolling
                  hosts: all
                  serial: 1
                  steps:
                    - name: one after the other
                      command: {run: 'date +%s%N >/root/rolled; test $host.name != "$bad"; touch /root/done', creates: /root/done}
                - play: After
                  hosts: all
                  steps:
                    - name: the play after
                      file: {path: /root/after, content: x}
                """);
        Tool.Run run = files.json("provision", "-e", "bad=web-2");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("changed")).containsExactly("web-1: one after the other", "web-1: the play after");
        assertThat(run.stepsThat("failed")).containsExactly("web-2: one after the other");
        assertThat(run.step("web-3", "one after the other").path("because").asText())
                .isEqualTo("a host of an earlier batch of play 'Rolling' failed");
        assertThat(run.step("web-3", "the play after").path("because").asText())
                .isEqualTo("a host of an earlier batch of play 'Rolling' failed");
        assertThat(run.host("web-3").path("failed").asInt()).isZero();
        assertThat(LAB.attempt("web-3", "test -e /root/rolled || test -e /root/after")
                        .exit())
                .isNotZero();

        Tool.Run again = files.json("provision", "-e", "bad=none");
        assertThat(again.exit()).as(again.everything()).isZero();
        long first = Long.parseLong(LAB.raw("web-1", "cat /root/rolled"));
        long second = Long.parseLong(LAB.raw("web-2", "cat /root/rolled"));
        assertThat(Long.parseLong(LAB.raw("web-3", "cat /root/rolled")))
                .isGreaterThan(second)
                .isGreaterThan(first);
    }

    @Test
    void aStepThatTakesTooLongIsEndedAndRetriesTryAgain() throws Exception {
        files.playbook("""
                - play: Slow
                  hosts: web-1
                  steps:
                    - name: the third try works
                      command: {run: 'echo x >>/root/tries; [ $(wc -l </root/tries) -ge 3 ]; touch /root/tried', creates: /root/tried}
                      retries: 2
                    - name: also without a guard
                      command: {run: 'echo x >>/root/more; [ $(wc -l </root/more) -ge 2 ]'}
                      retries: 1
                    - name: it ends in time
                      command: {run: 'echo still busy >&2; sleep 47', creates: /root/never}
                      timeout: 1s
                    - name: afterwards
                      file: {path: /root/afterwards, content: x}
                """);
        Tool.Run run = files.json("provision", "--limit", "web-1");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("changed")).containsExactly("web-1: the third try works");
        assertThat(run.stepsThat("unverifiable")).containsExactly("web-1: also without a guard");
        assertThat(run.stdout()).contains("retrying: the third try works: ", "retrying: also without a guard: ");
        JsonNode late = run.step("web-1", "it ends in time");
        assertThat(late.path("outcome").asText()).isEqualTo("failed");
        assertThat(late.path("because").asText()).contains("did not end within 1 s");
        assertThat(late.path("error").path("exit").asInt()).isEqualTo(-1);
        assertThat(late.path("error").path("stderr").asText()).contains("still busy");
        assertThat(late.path("durationMs").asInt()).isBetween(900, 20_000);
        assertThat(LAB.attempt("web-1", "pgrep -f 'sleep [4]7'").exit()).isNotZero();
        assertThat(LAB.raw("web-1", "wc -l </root/tries; wc -l </root/more")).isEqualTo("3\n2");
    }

    @Test
    void commandsRunWhereTheirGuardsSaySo() throws Exception {
        files.playbook("""
                - play: Commands
                  hosts: web-1
                  steps:
                    - name: unless
                      command: {run: echo x >>/root/unless, unless: test -s /root/unless, touches: /root/unless}
                    - name: always
                      command: {run: echo x >>/root/always, touches: /root/always}
                    - name: creates
                      command: {run: echo x >>/root/creates, creates: /root/creates, touches: /root/creates}
                    - name: not touched
                      file: {path: /root/other, content: x}
                """);
        Tool.Run provision = files.json("provision", "--limit", "web-1");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(provision.stepsThat("unverifiable")).containsExactly("web-1: always");
        Tool.Run plan = files.json("plan", "--limit", "web-1", "--exit-code");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stepsThat("unverifiable")).containsExactly("web-1: always");
        assertThat(plan.stepsThat("unchanged")).hasSize(3);
        assertThat(files.json("verify", "--limit", "web-1").exit()).isZero();
        Tool.Run again = files.json("provision", "--limit", "web-1");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(LAB.raw("web-1", "cat /root/always /root/unless /root/creates | wc -l"))
                .isEqualTo("4");

        files.playbook(Files.readString(files.path("playbooks/site.yml")).replace(", touches: /root/always", ""));
        Tool.Run open = files.json("plan", "--limit", "web-1");
        assertThat(open.step("web-1", "not touched").path("outcome").asText()).isEqualTo("may-change");
        assertThat(open.step("web-1", "not touched").path("because").asText()).isEqualTo("always");
    }

    @Test
    void largeFilesGoOverSftpAndManySmallStepsInOneExchange() throws Exception {
        byte[] content = new byte[5_000_003];
        new Random(1).nextBytes(content);
        Files.createDirectories(files.path("playbooks"));
        Files.write(files.path("playbooks/large.bin"), content);
        StringBuilder steps = new StringBuilder("- play: Small\n  hosts: web-2\n  steps:\n");
        for (int i = 0; i < 200; i++) {
            steps.append("    - {name: small %d, file: {path: /srv/small-%d, content: \"%d\"}}\n".formatted(i, i, i));
        }
        files.playbook("- play: Large\n  hosts: web-1\n  steps:\n"
                + "    - {name: it is there, file: {path: /srv/large, source: large.bin}}\n" + steps);
        int before = LAB.sshSessions("web-1");
        Tool.Run run = files.json("provision", "--limit", "web-1,web-2");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.host("web-1").path("exchanges").asInt()).isEqualTo(2);
        assertThat(LAB.sshSessions("web-1") - before).isEqualTo(2);
        assertThat(run.host("web-2").path("exchanges").asInt()).isEqualTo(1);
        assertThat(run.host("web-2").path("changed").asInt()).isEqualTo(200);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
        assertThat(LAB.raw("web-1", "sha256sum </srv/large"))
                .startsWith(HexFormat.of().formatHex(digest));
        assertThat(LAB.raw("web-1", "ls -A /run/provisioner")).isEqualTo("lock");
    }

    @Test
    void selectionLimitsWhatIsTouchedAndNotWhatTemplatesSee() throws Exception {
        files.playbook("""
                - play: Selection
                  hosts: all
                  steps:
                    - name: the peers are known
                      template: {path: /srv/peers, source: peers.vm}
                      tags: [peers]
                    - name: user $item exists
                      user: {name: $item}
                      for_each: $users
                      when: $item != "bob" || $colour == "red"
                      tags: people
                    - name: untagged
                      file: {path: /srv/untagged, content: x}
                """);
        files.file("templates/peers.vm", "#foreach($h in $groups.web)${h.name}=${h.vars.colour} #end\n");
        Tool.Run run = files.json("provision", "--limit", "web-1:web-2", "--tags", "peers,people");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed"))
                .containsExactlyInAnyOrder(
                        "web-1: the peers are known",
                        "web-2: the peers are known",
                        "web-1: user bob exists",
                        "web-1: user cid exists",
                        "web-2: user cid exists");
        assertThat(LAB.raw("web-2", "cat /srv/peers")).isEqualTo("web-1=red web-2=grey web-3=grey");
        assertThat(LAB.raw("web-2", "ls /srv; ! id bob")).doesNotContain("untagged");
        assertThat(LAB.raw("web-3", "ls /srv; ls -d /run/provisioner || true")).doesNotContain("peers");
        assertThat(run.summary().path("hosts")).hasSize(2);
        Tool.Run colour = files.json("plan", "--limit", "web-2", "--tags", "peers", "-e", "colour=blue");
        assertThat(colour.step("web-2", "the peers are known").path("diff").asText())
                .contains("+web-1=blue web-2=blue web-3=blue");
    }

    @Test
    void aSecondRunAtTheSameTimeIsRefusedAndNamesTheFirst() throws Exception {
        files.playbook("""
                - play: Lock
                  hosts: web-3
                  steps:
                    - {name: slow, command: {run: touch /root/locked; sleep 6, touches: /root/locked}}
                """);
        Path out = files.path("first.out");
        Process first = files.tool()
                .start(
                        out,
                        files.path("first.err"),
                        Workspace.arguments("provision", "--output", "json", "--limit", "web-3"));
        while (LAB.attempt("web-3", "test -e /root/locked").exit() != 0) {
            assertThat(first.isAlive()).isTrue();
            Thread.sleep(100);
        }
        Tool.Run second = files.json("provision", "--limit", "web-3");
        assertThat(second.exit()).as(second.everything()).isEqualTo(1);
        assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
        Tool.Run one = new Tool.Run(first.exitValue(), Files.readString(out), "");
        assertThat(one.exit()).isZero();
        String runId = one.events("run").getFirst().path("runId").asText();
        assertThat(second.events("host-failed").getFirst().path("message").asText())
                .contains("run " + runId)
                .contains("of " + System.getProperty("user.name") + "@");
        assertThat(second.summary().path("hosts").path(0).path("unreachable").asBoolean())
                .isFalse();
    }
}
