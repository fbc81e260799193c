package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/**
 * The connection goes away. While a step is at work: the step comes to its end, nothing after it is begun, the message names
 * it, and the next run converges. While the host is only observed: it is asked again over a new one.
 */
@Tag("host")
class LostConnectionTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** With the controller's side gone, the host's notices by its heartbeat at the latest. */
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private final Workspace files;

    LostConnectionTest(@TempDir Path directory) throws Exception {
        files = Workspace.ofOneHost(directory, LAB);
        LAB.raw("web-1", "rm -f /srv/*");
    }

    /** Begins a run and returns when its slow step is at work. */
    private Process begun(int seconds) throws Exception {
        files.playbook("""
                - play: Work
                  hosts: all
                  steps:
                    - {name: before, file: {path: /srv/before, content: x}}
                    - name: slow
                      command: {run: touch /srv/begun; sleep %d; echo done >/srv/done, creates: /srv/done}
                    - {name: after, file: {path: /srv/after, content: x}}
                """.formatted(seconds));
        Process run = files.tool()
                .start(files.path("out"), files.path("err"), Workspace.arguments("provision", "--output", "json"));
        await("the slow step", "[ -e /srv/begun ]");
        return run;
    }

    private static void await(String what, String condition) throws Exception {
        Instant until = Instant.now().plus(PATIENCE);
        while (LAB.attempt("web-1", condition).exit() != 0) {
            assertThat(Instant.now()).as(what).isBefore(until);
            Thread.sleep(200);
        }
    }

    private Tool.Run ended(Process run) throws Exception {
        assertThat(run.waitFor(2, TimeUnit.MINUTES)).as("the run ends").isTrue();
        return new Tool.Run(run.exitValue(), Files.readString(files.path("out")), Files.readString(files.path("err")));
    }

    private void assertLost(Tool.Run run) {
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("changed")).containsExactly("web-1: before");
        assertThat(run.stepsThat("failed")).containsExactly("web-1: slow");
        assertThat(run.events("host-failed").toString())
                .contains("the connection to web-1 was lost, while 'slow' (playbooks/site.yml:", ") was running")
                .contains("the step keeps running unless the host went down", "run again to check the result");
        assertThat(run.host("web-1").path("unreachable").asBoolean()).isTrue();
        assertThat(run.everything()).doesNotContain("Exception");
    }

    private void assertNextConverges() throws Exception {
        Instant until = Instant.now().plus(LOCK_PATIENCE);
        Tool.Run next = files.json("provision");
        while (next.exit() != 0 && next.stdout().contains("is locked by run")) {
            assertThat(Instant.now()).as("the lock is released").isBefore(until);
            Thread.sleep(1000);
            next = files.json("provision");
        }
        assertThat(next.exit()).as(next.everything()).isZero();
        assertThat(next.stepsThat("changed")).contains("web-1: after");
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
        assertThat(LAB.leftBehind("web-1")).as("left behind").isEmpty();
    }

    /**
     * Its guard takes long when it is asked for the nth time: that is when the connection is cut. What comes between it and
     * the first change has a guard, too, that is asked with the change, so that this one is asked by itself.
     */
    private Tool.Run cutAtQuestion(String command, int nth) throws Exception {
        files.playbook("""
                - play: Work
                  hosts: all
                  steps:
                    - {name: before, file: {path: /srv/before, content: x}}
                    - {name: there, command: {run: "false", unless: "true"}}
                    - name: slow
                      command:
                        run: touch /srv/done
                        unless: |
                          echo asked >>/srv/asked
                          [ "$(wc -l </srv/asked)" != %d ] || sleep 4
                          [ -e /srv/done ]
                    - {name: after, file: {path: /srv/after, content: x}}
                """.formatted(nth));
        Process run = files.tool()
                .start(files.path("out"), files.path("err"), Workspace.arguments(command, "--output", "json"));
        await("question " + nth, "[ -e /srv/asked ] && [ \"$(wc -l </srv/asked)\" = " + nth + " ]");
        LAB.raw("web-1", "pkill -KILL -f '^sshd(-session)?: root'");
        return ended(run);
    }

    /** Nothing was half done, so it is asked again: when all is observed first, before a step, and at the end. */
    @ParameterizedTest
    @CsvSource({"plan, 1", "provision, 1", "provision, 2", "provision, 4"})
    void whileTheHostIsObserved(String command, int question) throws Exception {
        Tool.Run run = cutAtQuestion(command, question);
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.everything()).containsOnlyOnce("the connection was lost while nothing was being changed");
        assertThat(run.host("web-1").path("exchanges").asInt()).isEqualTo(2);
        if (command.equals("provision")) {
            assertThat(run.stepsThat("changed")).containsExactly("web-1: before", "web-1: slow", "web-1: after");
            assertThat(files.json("verify").exit()).isZero();
        }
    }

    /** What a host is asked by a check is not half done either. */
    @Test
    void whileACheckAsksFromTheHost() throws Exception {
        LAB.raw("web-1", """
                apt-get -qy install curl >/dev/null 2>&1
                cat >/root/slow <<'END'
                use IO::Socket::INET;
                my $s = IO::Socket::INET->new(Listen => 9, LocalAddr => "127.0.0.1", LocalPort => 8099, ReuseAddr => 1) or die;
                while (my $c = $s->accept) {
                  while (my $line = <$c>) { last if $line =~ /^\\r?$/ }
                  system("touch /srv/asked; sleep 3");
                  print $c "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n";
                  close $c;
                }
                END
                systemd-run -q --unit=slow perl /root/slow
                """);
        files.playbook("""
                - play: Check
                  hosts: all
                  steps:
                    - {name: it answers, http: {url: "http://127.0.0.1:8099/", from: host}}
                """);
        Process run = files.tool()
                .start(files.path("out"), files.path("err"), Workspace.arguments("verify", "--output", "json"));
        await("the request", "[ -e /srv/asked ]");
        LAB.raw("web-1", "pkill -KILL -f '^sshd(-session)?: root'");
        Tool.Run ended = ended(run);
        LAB.raw("web-1", "systemctl stop slow");
        assertThat(ended.exit()).as(ended.everything()).isZero();
        assertThat(ended.check("it answers").path("outcome").asText()).isEqualTo("passed");
    }

    /** What a step's commands did was not heard any more. */
    @Test
    void whileAStepIsJudged() throws Exception {
        assertLost(cutAtQuestion("provision", 3));
        assertNextConverges();
    }

    /** Goes with the link, and does not come back with it. */
    private static String defaultRoute() throws Exception {
        return LAB.raw("web-1", "ip route show default");
    }

    @Test
    void aFewSecondsOfSilenceAreNothing() throws Exception {
        Process run = begun(10);
        String route = defaultRoute();
        LAB.raw("web-1", "ip link set eth0 down; sleep 5; ip link set eth0 up; ip route replace " + route);
        Tool.Run ended = ended(run);
        assertThat(ended.exit()).as(ended.everything()).isZero();
        assertThat(ended.stepsThat("changed")).hasSize(3);
    }

    /** Nothing comes through for half a minute, and nobody is told. */
    @Test
    void halfAMinuteOfSilence() throws Exception {
        String route = defaultRoute();
        Process run = begun(15);
        LAB.raw("web-1", "ip link set eth0 down");
        Instant cut = Instant.now();
        try {
            assertLost(ended(run));
            assertThat(Duration.between(cut, Instant.now())).isLessThan(Duration.ofSeconds(25));
            await("the step's own end", "[ -e /srv/done ]");
            Thread.sleep(
                    Math.max(0, 30_000 - Duration.between(cut, Instant.now()).toMillis()));
        } finally {
            LAB.raw("web-1", "ip link set eth0 up; ip route replace " + route);
        }
        assertThat(LAB.attempt("web-1", "[ -e /srv/after ]").exit()).isNotZero();
        assertNextConverges();
    }

    @Test
    void aResetConnection() throws Exception {
        LAB.raw("web-1", "apt-get -qy install iptables >/dev/null 2>&1");
        Process run = begun(5);
        LAB.raw("web-1", """
                iptables -I INPUT -p tcp --dport 22 -j REJECT --reject-with tcp-reset
                sleep 4
                iptables -D INPUT -p tcp --dport 22 -j REJECT --reject-with tcp-reset
                """);
        assertLost(ended(run));
        await("the step's own end", "[ -e /srv/done ]");
        assertNextConverges();
    }

    @Test
    void sshdIsRestarted() throws Exception {
        Process run = begun(4);
        LAB.raw("web-1", "systemctl restart ssh");
        Tool.Run ended = ended(run);
        assertThat(ended.exit()).as(ended.everything()).isZero();
        assertThat(ended.stepsThat("changed")).hasSize(3);
    }

    /** A step that a reboot has ended is no step that came to its end, but its guard knows. */
    @Test
    void theHostIsRebooted() throws Exception {
        Process run = begun(60);
        LAB.reboot("web-1");
        assertLost(ended(run));
        assertThat(LAB.attempt("web-1", "[ -e /srv/done ]").exit()).isNotZero();
        files.playbook(Files.readString(files.path("playbooks/site.yml")).replace("sleep 60", "true"));
        assertNextConverges();
        assertThat(LAB.raw("web-1", "cat /srv/done /srv/before /srv/after")).isEqualTo("done\nxx");
    }
}
