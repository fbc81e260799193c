package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Hammer;
import provisioner.harness.ProjectFiles;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** The command contract and what a run promises beside its outcomes, on one host. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractTest {
    private static final List<String> ON_THE_LAB =
            List.of("-i", "inventory/three-hosts.yml", "--lab", "--limit", "web-1", "--output", "json");

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private final Tool tool = Tool.inCheckout(LAB.environment()).in(Tool.STATIC_SITE);

    @TempDir
    Path temporary = Path.of("");

    private static String[] on(String command, String... more) {
        return Stream.of(Stream.of(command), ON_THE_LAB.stream(), Stream.of(more))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new);
    }

    /** A copy of the user's files that a test may alter. */
    private Tool copy() throws IOException {
        ProjectFiles.copy(Tool.STATIC_SITE, temporary);
        return tool.in(temporary);
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = temporary.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    @Test
    @Order(1)
    void ctrlCStopsAfterTheStepInHandAndReleasesTheLock() throws Exception {
        Path out = temporary.resolve("out");
        Process run = tool.start(out, temporary.resolve("err"), on("provision"));
        while (LAB.attempt("web-1", "pgrep -f '[d]pkg .*--unpack'").exit() != 0) {
            assertThat(run.isAlive()).as(Files.readString(out)).isTrue();
            Thread.sleep(100);
        }
        new ProcessBuilder("kill", "-INT", String.valueOf(run.pid())).start().waitFor();
        assertThat(run.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(run.exitValue()).isEqualTo(130);
        Tool.Run ended = new Tool.Run(130, Files.readString(out), "");
        assertThat(ended.stepsThat("changed")).contains("web-1: the base packages are installed");
        assertThat(ended.stepsThat("skipped")).contains("web-1: nginx is running");
        assertThat(LAB.raw("web-1", "flock -n /run/provisioner/lock echo free")).isEqualTo("free");
    }

    @Test
    @Order(2)
    void aSavedPlanIsCarriedOutAsItIs() throws Exception {
        String plan = temporary.resolve("plan.json").toString();
        Tool.Run planned = tool.run(on("plan", "-o", plan));
        assertThat(planned.exit()).isZero();
        int sessions = LAB.sshSessions("web-1");
        Tool.Run shown = tool.run("show", plan, "--output", "json");
        assertThat(shown.exit()).as(shown.everything()).isZero();
        assertThat(shown.steps()).isEqualTo(planned.steps());
        assertThat(tool.run("show", plan).stdout()).contains("nginx is running", "The input files are as they were.");
        assertThat(LAB.sshSessions("web-1")).isEqualTo(sessions);
        Tool.Run run = tool.run("provision", plan, "--output", "json");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).contains("web-1: nginx is running");
    }

    @Test
    @Order(3)
    void aStalePlanIsRefused() throws Exception {
        String plan = temporary.resolve("plan.json").toString();
        assertThat(tool.run(on("plan", "-o", plan)).exit()).isZero();
        LAB.raw("web-1", "chmod 0600 /etc/motd");
        Tool.Run run = tool.run("provision", plan, "--output", "json");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stdout()).contains("the saved plan is stale").contains("the message of the day");
        assertThat(LAB.raw("web-1", "stat -c %a /etc/motd")).isEqualTo("600");
        aStepByItsName(plan);
        assertThat(tool.run(on("provision")).stepsThat("changed"))
                .containsExactly("web-1: the site has a directory for its releases");
    }

    /** Everything else stays as it is, also what has drifted. */
    private void aStepByItsName(String plan) throws Exception {
        LAB.raw("web-1", "chmod 0700 /srv/www/releases");
        String motd = "the message of the day says what the host is";
        assertThat(tool.run(on("plan", "-o", plan, "--step", motd)).stepsThat("would-change"))
                .containsExactly("web-1: " + motd);
        Tool.Run run = tool.run("provision", plan, "--output", "json");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.steps()).hasSize(1);
        assertThat(run.stepsThat("changed")).containsExactly("web-1: " + motd);
        assertThat(LAB.raw("web-1", "stat -c %a /etc/motd /srv/www/releases")).isEqualTo("644\n700");
        assertThat(tool.run(on("verify", "--step", motd)).exit()).isZero();
        assertThat(tool.run(on("verify", "--step", "the site has a directory for its releases"))
                        .exit())
                .isEqualTo(2);
        Tool.Run unknown = tool.run(on("plan", "--step", motd.replace("message", "mesage")));
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.stdout()).contains("did you mean '" + motd + "'?");
    }

    @Test
    @Order(4)
    void aPlanWhoseInputChangedIsRefusedBeforeAnyHostIsContacted() throws Exception {
        Tool copy = copy();
        assertThat(copy.run(on("plan", "-o", "plan.json")).exit()).isZero();
        edit("templates/base/motd.vm", "managed", "kept");
        int sessions = LAB.sshSessions("web-1");
        Tool.Run run = copy.run("provision", "plan.json");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr()).contains("templates/base/motd.vm");
        assertThat(LAB.sshSessions("web-1")).isEqualTo(sessions);
    }

    @Test
    @Order(5)
    void badInputIsExitOneWithEveryProblemAndNoConnection() throws Exception {
        Tool copy = copy();
        edit("playbooks/site.yml", "http:", "htpp:");
        edit("playbooks/roles/base/role.yml", "shell:", "shel:");
        edit("templates/site/index.html.vm", "$release", "$relase");
        int sessions = LAB.sshSessions("web-1");
        Tool.Run run = copy.run("plan", "-i", "inventory/three-hosts.yml", "--lab", "--limit", "web-1");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr())
                .contains("playbooks/site.yml:15:7: unknown")
                .contains("did you mean 'http'?")
                .contains("playbooks/roles/base/role.yml:")
                .contains("did you mean 'shell'?");
        assertThat(run.everything()).doesNotContain("Exception").doesNotContain("\tat ");
        edit("playbooks/site.yml", "htpp:", "http:");
        edit("playbooks/roles/base/role.yml", "shel:", "shell:");
        Tool.Run template = copy.run("plan", "-i", "inventory/three-hosts.yml", "--lab", "--limit", "web-1");
        assertThat(template.exit()).isEqualTo(1);
        assertThat(template.stderr())
                .contains("templates/site/index.html.vm:6:")
                .contains("relase");
        assertThat(LAB.sshSessions("web-1")).isEqualTo(sessions);
    }

    @Test
    @Order(6)
    void anotherSystemIsNamedByPingAndIsNotPlanned() throws Exception {
        LAB.raw(
                "web-1",
                "printf 'ID=alpine\\nPRETTY_NAME=\"Alpine Linux v3.20\"\\n' >/run/other; mount --bind /run/other /etc/os-release");
        try {
            String other =
                    "the host must run Debian or Ubuntu, or a system made from them, but it runs Alpine Linux v3.20";
            Tool.Run ping = tool.run("ping", "-i", "inventory/three-hosts.yml", "--lab", "--limit", "web-1");
            assertThat(ping.exit()).isEqualTo(1);
            assertThat(ping.stdout()).contains("web-1: " + other);
            for (String command : List.of("plan", "provision")) {
                Tool.Run run = tool.run(on(command));
                assertThat(run.exit()).isEqualTo(1);
                assertThat(run.steps())
                        .allSatisfy(step ->
                                assertThat(step.path("outcome").asText()).isEqualTo("skipped"));
                assertThat(run.events("host-failed")).singleElement().asString().contains(other);
            }
        } finally {
            LAB.raw("web-1", "umount /etc/os-release");
        }
    }

    @Test
    @Order(7)
    void wrongUsageIs64() throws Exception {
        assertThat(tool.run("plan", "--no-such-option").exit()).isEqualTo(64);
        assertThat(tool.run("plan").exit()).isEqualTo(64);
        assertThat(tool.run("provision", "plan.json", "--limit", "web-1").exit())
                .isEqualTo(64);
        assertThat(tool.run("fly").exit()).isEqualTo(64);
    }

    @Test
    @Order(8)
    void aHeldLockIsRefusedWithItsHolder() throws Exception {
        Process holder = new ProcessBuilder(
                        "docker",
                        "exec",
                        LAB.container("web-1"),
                        "sh",
                        "-c",
                        "exec 9>>/run/provisioner/lock; flock 9; "
                                + "printf 'run other\\nwho eve@laptop\\npid %s\\nsince 2026-01-01T00:00:00Z\\n' $$ "
                                + ">/run/provisioner/holder; sleep 60; :")
                .start();
        try {
            while (LAB.attempt("web-1", "! flock -n /run/provisioner/lock true").exit() != 0) {
                Thread.sleep(100);
            }
            Tool.Run run = tool.run(on("provision"));
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.stdout()).contains("eve@laptop").contains("2026-01-01");
            Tool.Run plan = tool.run(on("plan"));
            assertThat(plan.exit()).as(plan.everything()).isZero();
            assertThat(plan.events("note").toString()).contains("eve@laptop");
        } finally {
            LAB.raw("web-1", "pkill -f 'exec 9>>/run/provisioner/[l]ock' || true; pkill -x sleep || true");
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    @Order(9)
    void aWrongTemplateIsRefusedByNginxAndTheSiteNeverStopsAnswering() throws Exception {
        Tool copy = copy();
        edit(
                "templates/nginx/live/sites/site.conf.vm",
                "index index.html;",
                "index index.html;\n    bogus_directive on;");
        try (Hammer hammer = new Hammer(LAB.endpoint("web-1").address())) {
            Tool.Run run = copy.run(on("provision"));
            assertThat(run.exit()).as(run.everything()).isEqualTo(1);
            JsonNode failed = run.steps().stream()
                    .filter(step -> step.path("outcome").asText().equals("failed"))
                    .findFirst()
                    .orElseThrow();
            assertThat(failed.path("step").asText()).isEqualTo("nginx is configured");
            assertThat(failed.path("error").path("stderr").asText())
                    .contains("unknown directive \"bogus_directive\" in /etc/nginx/live/sites/site.conf:7");
            hammer.assertNothingFailed();
        }
        Tool.Run verify = tool.run(on("verify"));
        assertThat(verify.exit()).as(verify.everything()).isZero();
    }

    @Test
    @Order(10)
    void aConfigurationThatNginxAcceptsButCannotLoadIsPutBack() throws Exception {
        Tool copy = copy();
        // Port 22 is sshd's: nginx -t lets that pass, the reload does not.
        edit("templates/nginx/live/sites/site.conf.vm", "index index.html;", "index index.html;\n    listen 22;");
        try (Hammer hammer = new Hammer(LAB.endpoint("web-1").address())) {
            Tool.Run run = copy.run(on("provision"));
            assertThat(run.exit()).as(run.everything()).isEqualTo(1);
            assertThat(run.stepsThat("failed")).containsExactly("web-1: nginx is configured");
            hammer.assertNothingFailed();
        }
        Tool.Run verify = tool.run(on("verify"));
        assertThat(verify.exit()).as(verify.everything()).isZero();
    }

    @Test
    @Order(11)
    void theJournalTellsWhatWasChangedByWhom() throws Exception {
        Tool.Run journal = tool.run("journal", "web-1", "--lab");
        assertThat(journal.exit()).as(journal.everything()).isZero();
        assertThat(journal.stdout()).contains("nginx is running").contains("the base packages are installed");
    }

    @Test
    @Order(12)
    void overwrittenFilesAreKept() throws Exception {
        LAB.raw("web-1", "echo precious >/etc/motd");
        assertThat(tool.run(on("provision")).exit()).isZero();
        assertThat(LAB.raw("web-1", "cat /var/backups/provisioner/etc/motd*")).contains("precious");
    }

    @Test
    @Order(13)
    void aHostThatIsGoneIsUnreachable() throws Exception {
        Tool copy = copy();
        Files.writeString(temporary.resolve("inventory/nobody.yml"), """
                hosts:
                  web-1: {address: 127.0.0.1, port: 1, user: root}
                vars: {site_name: x}
                groups:
                  web: {hosts: web-1, vars: {listen: 80}}
                """);
        Tool.Run run = copy.run("plan", "-i", "inventory/nobody.yml", "--output", "json");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.summary().path("hosts").path(0).path("unreachable").asBoolean())
                .isTrue();
    }
}
