package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Canaries;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Where values of the user's go: secrets to no place but the declared one, and shell syntax to no shell. */
@Tag("host")
class SecretsTest {
    private static final String CANARY = "Zq7+ca&nary/9=k";
    private static final String NEXT = "Xw3+ne&xt/5=j";

    private static final String HOSTS = """
            user: root
            hosts:
              web-1: {address: 203.0.113.1}
            vars:
              password: !env CANARY
              dsn: "db://app:$password@db"
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    @TempDir
    Path temporary = Path.of("");

    private Workspace with(String secret) throws IOException {
        return new Workspace(temporary, LAB, Map.of("CANARY", secret)).inventory(HOSTS);
    }

    private static void assertHidden(String what, String text) {
        new Canaries(List.of(CANARY, NEXT)).assertHidden(what, text);
    }

    @Test
    void aSecretIsSeenNowhereButInTheDeclaredFile() throws Exception {
        Workspace files = with(CANARY);
        files.file("templates/app.conf.vm", "dsn = $dsn\n");
        files.file("templates/conf/a", "a\n");
        files.playbook("""
                - play: Secrets
                  hosts: all
                  steps:
                    - name: the application is configured
                      template: {path: /srv/app.conf, source: app.conf.vm, mode: "0600"}
                    - name: the password $password is used
                      command:
                        run: |
                          echo 'with $password' >&2
                          echo '$password' | base64
                          printf 'user:$dsn' | base64
                          sleep 5
                          touch /srv/used
                        creates: /srv/used
                    - name: a configuration is validated with the password
                      config_set:
                        path: /srv/conf
                        source: conf
                        validate: "test -n '$password' && sleep 3"
                    - name: this fails after saying a lot
                      command:
                        run: |
                          true this-command-has-so-many-words-that-nobody-reads-it-all '$password'; echo '$dsn' >&2
                          printf '$password %s\\n' $(seq 3000) >&2
                          exit 3
                        creates: /srv/never
                """);
        assertThat(files.secret("init").exit()).as("plan_key").isZero();
        Path plan = files.path("plan.json");
        for (String[] more : new String[][] {{"-o", "plan.json"}, {"--output", "json"}, {"-v"}}) {
            Tool.Run run = files.text("plan", more);
            assertThat(run.exit()).as(run.everything()).isZero();
            assertHidden("plan " + String.join(" ", more), run.everything());
        }
        assertHidden("the saved plan", Files.readString(plan));
        assertHidden("what provision says", provisionWatchingProcesses(files));
        Tool.Run json = files.json("provision", "-v");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.stepsThat("failed")).containsExactly("web-1: this fails after saying a lot");
        assertThat(json.stdout()).contains("********");
        assertHidden("what provision says as JSON", json.everything());
        assertHidden(
                "journal",
                files.tool()
                        .run("journal", "web-1", "-i", "inventory/hosts.yml", "--lab")
                        .everything());
        assertThat(new Canaries(List.of(CANARY)).filesOn(LAB, "web-1")).containsExactly("/srv/app.conf");

        Tool.Run changed = with(NEXT).json("plan");
        JsonNode step = changed.steps().getFirst();
        assertThat(step.path("outcome").asText()).isEqualTo("would-change");
        assertThat(step.path("diff").asText()).contains("-********", "+********");
        assertHidden(
                "a secret that is replaced",
                changed.everything() + with(NEXT).text("plan", "-v").everything());
    }

    @Test
    void aWrongValueThatIsASecretIsNotShown() throws Exception {
        Workspace files = with(CANARY);
        files.playbook("""
                - play: Wrong
                  hosts: all
                  steps:
                    - {name: wrong, file: {path: $password, content: x, mode: $dsn}}
                """);
        for (Tool.Run run : List.of(files.text("plan"), files.json("plan"))) {
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.everything()).contains("playbooks/site.yml:4:", "********");
            assertHidden("a problem", run.everything());
        }
    }

    /** Takes samples of all processes here and on the host while the step with the secret is at work. */
    private static String provisionWatchingProcesses(Workspace files) throws Exception {
        Path out = files.path("out");
        Path err = files.path("err");
        Process run = files.tool().start(out, err, Workspace.arguments("provision", "-v"));
        int during = 0;
        while (run.isAlive()) {
            assertHidden("a process here", Canaries.processesHere());
            String there = LAB.raw("web-1", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' || true");
            assertHidden("a process on the host", there);
            during += there.contains("sleep 5") ? 1 : 0;
        }
        assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(during).as("samples during the step").isGreaterThan(3);
        return Files.readString(out) + Files.readString(err);
    }

    @Test
    void shellSyntaxReachesTheHostAsData() throws Exception {
        Workspace files = with(CANARY);
        String nasty = "a b'c\"d;e&f|$(touch /pwned)`touch /pwned`\\n*? -x >/pwned";
        String yaml = "'" + nasty.replace("'", "''") + "'";
        String name = nasty.replace('/', '_');
        files.playbook("""
                - play: Data
                  hosts: all
                  steps:
                    - {name: "a directory", directory: {path: '/srv/%1$s'}}
                    - name: 'a file named %1$s'
                      file:
                        path: '/srv/%1$s/%1$s'
                        content: |
                          %2$s
                          BLOB
                          EOF
                          '; touch /pwned; '
                    - {name: "a link", symlink: {path: '/srv/link %1$s', target: '/srv/%1$s'}}
                    - {name: "a line", line: {path: /srv/lines, create: true, line: %3$s}}
                    - {name: "a user", user: {name: brian, comment: 'O''Brien "x" $(touch _pwned) `id`;'}}
                    - {name: "a guard", command: {run: 'touch "/srv/it''s done"', creates: '/srv/it''s done'}}
                """.formatted(name.replace("'", "''"), nasty, yaml));
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).hasSize(6);
        String path = "'/srv/" + name.replace("'", "'\\''") + "'";
        String inner = "'/srv/" + (name + "/" + name).replace("'", "'\\''") + "'";
        assertThat(LAB.raw("web-1", "test -d " + path + " && cat " + inner))
                .isEqualTo(nasty + "\nBLOB\nEOF\n'; touch /pwned; '");
        assertThat(LAB.raw("web-1", "readlink /srv/link*")).isEqualTo("/srv/" + name);
        assertThat(LAB.raw("web-1", "cat /srv/lines")).isEqualTo(nasty);
        assertThat(LAB.raw("web-1", "getent passwd brian | cut -d: -f5"))
                .isEqualTo("O'Brien \"x\" $(touch _pwned) `id`;");
        assertThat(LAB.raw("web-1", "find / -xdev -name '*pwned' -not -path '/srv/*' -not -path '/var/backups/*'"))
                .isEmpty();
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
    }
}
