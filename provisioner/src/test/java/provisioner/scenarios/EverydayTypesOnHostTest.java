package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** The life of what operators declare every day: block, cron, sudo_rule, hostname, locale, and a user with a password. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EverydayTypesOnHostTest {
    private static final String HASH =
            "$6$saltsalt$" + "qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/";

    private static final List<String> STEPS =
            List.of("the packages", "the name", "the block", "the user", "the rule", "the job", "the locale");

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    @TempDir
    static Path directory = Path.of("");

    @BeforeAll
    static void project() throws Exception {
        Workspace files = files();
        Tool.Run made = files.secret("init");
        assertThat(made.exit()).as(made.everything()).isZero();
        Tool.Run set = files.tool().told(HASH + "\n", "secret", "set", "-i", "inventory/hosts.yml", "deploy_hash");
        assertThat(set.exit()).as(set.everything()).isZero();
        files.playbook("""
                - play: Everyday
                  hosts: all
                  steps:
                    - name: the packages
                      package: {name: [cron, locales, sudo]}
                    - name: the name
                      hostname: {name: app-1.example.com}
                    - name: the block
                      block:
                        path: /etc/hosts
                        name: backends
                        block: |
                          192.0.2.21 backend-1
                          192.0.2.22 backend-2
                    - name: the user
                      user: {name: deploy, password_hash: !secret deploy_hash, expires: 2099-12-31}
                    - name: the rule
                      sudo_rule:
                        name: deploy
                        user: deploy
                        password: false
                        commands: [/usr/bin/id, '/usr/bin/test a=b,c:d']
                    - name: the job
                      cron:
                        name: stamp
                        schedule: '*/5 2-4 * * mon-fri'
                        user: deploy
                        command: date '+%F %T' >/home/deploy/stamp
                        environment: {MAILTO: ''}
                    - name: the locale
                      locale: {name: de_DE.UTF-8, default: true}
                """);
    }

    private static Workspace files() throws Exception {
        return Workspace.ofOneHost(directory, LAB);
    }

    private static String raw(String script) throws Exception {
        return LAB.raw("web-1", script);
    }

    private static List<String> onHost(List<String> steps) {
        return steps.stream().map(step -> "web-1: " + step).toList();
    }

    @Test
    @Order(1)
    void aPlanFromBareComesTrue() throws Exception {
        Tool.Run plan = files().json("plan");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stepsThat("would-change"))
                .containsExactlyElementsOf(onHost(STEPS.subList(0, STEPS.size() - 1)));
        assertThat(plan.stepsThat("may-change")).containsExactly("web-1: the locale");
        Tool.Run first = files().json("provision");
        assertThat(first.exit()).as(first.everything()).isZero();
        assertThat(first.stepsThat("changed")).containsExactlyElementsOf(onHost(STEPS));
        assertThat(plan.everything() + first.everything()).doesNotContain(HASH.substring(4));
        Tool.Run second = files().json("provision");
        assertThat(second.stepsThat("unchanged")).containsExactlyElementsOf(onHost(STEPS));
        assertThat(second.host("web-1").path("exchanges").asInt()).isEqualTo(1);
    }

    @Test
    @Order(2)
    void whatWasDeclaredIsInEffect() throws Exception {
        assertThat(raw("hostname; cat /etc/hostname; getent hosts app-1.example.com; getent hosts backend-2"))
                .isEqualToNormalizingWhitespace(
                        "app-1.example.com app-1.example.com 127.0.1.1 app-1.example.com app-1 192.0.2.22 backend-2");
        assertThat(raw("getent shadow deploy | cut -d : -f 2,8")).isEqualTo(HASH + ":47481");
        assertThat(raw(
                        "runuser -u deploy -- sudo -n /usr/bin/id -u; runuser -u deploy -- sudo -n /usr/bin/test a=b,c:d || echo \"$?\";"
                                + " runuser -u deploy -- sudo -n /usr/bin/test other 2>/dev/null || echo refused"))
                .isEqualTo("0\nrefused");
        assertThat(
                        raw(
                                "LC_ALL=de_DE.UTF-8 locale charmap; grep ^LANG /etc/default/locale; stat -c '%a %U' /etc/sudoers.d/deploy"))
                .isEqualTo("UTF-8\nLANG=de_DE.UTF-8\n440 root");
        assertThat(raw("cat /etc/cron.d/stamp"))
                .isEqualTo("MAILTO=\"\"\n*/5 2-4 * * mon-fri deploy date '+\\%F \\%T' >/home/deploy/stamp");
    }

    @Test
    @Order(3)
    void nothingOfItIsUnaccountedFor() throws Exception {
        Tool.Run run = files().json("verify", "--complete");
        assertThat(run.events("unaccounted"))
                .extracting(EverydayTypesOnHostTest::title)
                .isEmpty();
        assertThat(run.exit()).as(run.everything()).isZero();
    }

    private static String title(JsonNode line) {
        return line.path("kind").asText() + " " + line.path("name").asText();
    }

    /** What is done on the host, by the step that must find it. */
    private static Map<String, List<String>> drift() {
        Map<String, List<String>> drift = new LinkedHashMap<>();
        drift.put("the name", List.of("hostname other", "echo other >/etc/hostname", "sed -i /app-1/d /etc/hosts"));
        drift.put(
                "the block",
                List.of("sed -i s/192.0.2.21/192.0.2.99/ /etc/hosts", "sed -i '/BEGIN prov/,/END prov/d' /etc/hosts"));
        drift.put("the user", List.of("echo deploy:other | chpasswd", "usermod -L deploy", "chage -E 1 deploy"));
        drift.put(
                "the rule",
                List.of(
                        "chmod 0644 /etc/sudoers.d/deploy",
                        "echo 'deploy ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/deploy"));
        drift.put("the job", List.of("rm /etc/cron.d/stamp", "echo '* * * * * root true' >>/etc/cron.d/stamp"));
        drift.put(
                "the locale",
                List.of(
                        "localedef --delete-from-archive de_DE.utf8",
                        "sed -i 's/^de_DE/# de_DE/' /etc/locale.gen",
                        "echo LANG=C >/etc/default/locale"));
        return drift;
    }

    /** One kind of each at a time, so that three rounds do. */
    @Test
    @Order(4)
    void driftIsFoundAndMended() throws Exception {
        for (int round = 0; round < 3; round++) {
            int kind = round;
            StringBuilder script = new StringBuilder();
            List<String> drifted = drift().entrySet().stream()
                    .filter(entry -> kind < entry.getValue().size())
                    .peek(entry -> script.append(entry.getValue().get(kind)).append('\n'))
                    .map(Map.Entry::getKey)
                    .toList();
            raw(script.toString());
            Tool.Run verify = files().json("verify");
            assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
            assertThat(verify.stepsThat("drifted")).containsExactlyElementsOf(onHost(drifted));
            Tool.Run mended = files().json("provision");
            assertThat(mended.exit()).as(mended.everything()).isZero();
            assertThat(mended.stepsThat("changed")).containsExactlyElementsOf(onHost(drifted));
        }
        assertThat(files().json("verify").exit()).isZero();
        whatWasDeclaredIsInEffect();
    }

    @Test
    @Order(5)
    void whatMustNotBeThereGoes() throws Exception {
        files().playbook("""
                - play: Everyday
                  hosts: all
                  steps:
                    - {name: the block, block: {path: /etc/hosts, name: backends, absent: true}}
                    - {name: the rule, sudo_rule: {name: deploy, absent: true}}
                    - {name: the job, cron: {name: stamp, absent: true}}
                    - {name: the user, user: {name: deploy, absent: true}}
                """);
        Tool.Run run = files().json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).hasSize(4);
        assertThat(
                        raw(
                                "ls /etc/sudoers.d/deploy /etc/cron.d/stamp 2>/dev/null; grep -c 'provisioner\\|192.0.2' /etc/hosts || true"))
                .isEqualTo("0");
    }
}
