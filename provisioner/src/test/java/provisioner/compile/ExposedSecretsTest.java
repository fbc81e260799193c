package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.source.InvalidInputException;
import provisioner.source.Problem;

/** A secret that every user of a host would see is warned of, where it is written down. */
class ExposedSecretsTest {
    private static final String INVENTORY = """
            hosts: {web-1: , web-2: }
            vars:
              token: !env TOKEN
              dsn: "db://app:$token@db"
              plain: s3cret-like
            """;

    private static final String STEP = "      ";

    @TempDir
    private Path directory;

    private List<String> warnings(String step) throws InvalidInputException {
        return Project.in(directory)
                .standardTypes()
                .environment(Map.of("TOKEN", "s3cret"))
                .file(Project.INVENTORY, INVENTORY)
                .file("templates/app.conf.vm", "dsn = $dsn\n")
                .file("templates/harmless.conf.vm", "host = $host.name\n")
                .file("templates/tree/a.vm", "a = $token\n")
                .file(Project.PLAYBOOK, "- play: P\n  hosts: all\n  steps:\n    - name: x\n" + STEP + step + "\n")
                .compile()
                .warnings()
                .stream()
                .map(Problem::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "file: {path: /srv/x, content: $dsn} | $dsn | 'content': the file has mode 0644",
                "file: {path: /srv/x, content: $dsn, mode: '0604'} | $dsn | 'content': the file has mode 0604",
                "file: {path: /srv/$token, content: x} | /srv/$token | 'path': it becomes a name, a path or an argument",
                "template: {path: /srv/x, source: app.conf.vm} | app.conf.vm | 'source': the file has mode 0644",
                "config_set: {path: /srv/x, source: tree} | tree | 'source': the file has mode 0644",
                "systemd_unit: {name: x.service, content: \"[Service]\\nEnvironment=A=$dsn\\n\"} | \"[Service] | 'content': systemd shows",
                "user: {name: anna, comment: $token} | $token | 'comment': it becomes a name, a path or an argument",
                "line: {path: /srv/x, line: $dsn, create: true} | $dsn | 'line': the file has mode 0644",
                "symlink: {path: /srv/x, target: /data/$token} | /data/$token | 'target': it becomes",
                "directory: {path: /srv/$token} | /srv/$token | 'path': it becomes",
                "sysctl: {key: kernel.hostname, value: $token} | $token | 'value': it becomes",
                "command: {run: 'true', creates: /srv/$token} | /srv/$token | 'creates': it becomes",
                "mysql_database: {admin_password: $token, name: $token} | $token | 'name': it becomes",
                "service: {name: x.service, reload_on: [/srv/$token]} | /srv/$token | 'reload_on': it becomes",
            })
    void isWarnedOf(String step, String value, String why) throws Exception {
        int column = STEP.length() + step.lastIndexOf(value) + 1;
        assertThat(warnings(step))
                .singleElement()
                .asString()
                .startsWith("playbooks/site.yml:5:" + column + ": every user of the host can read the secret in " + why)
                .contains("keep it in a file that others cannot read")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "file: {path: /srv/x, content: $dsn, mode: '0640'}",
                "file: {path: /srv/x, content: $plain}",
                "file: {path: /srv/s3cret, content: x}",
                "template: {path: /srv/x, source: app.conf.vm, mode: '0600'}",
                "template: {path: /srv/x, source: harmless.conf.vm}",
                "config_set: {path: /srv/x, source: tree, mode: '0600', validate: test $token}",
                "line: {path: /srv/x, line: $dsn, create: true, mode: '0600'}",
                "file: {path: /srv/x, content: x, validate: test $token}",
                "line: {path: /srv/x, line: x, validate: test $token}",
                "command: {run: echo $token, unless: test $token}",
                "mysql_database: {admin_password: $token, name: app}",
                "mysql_user: {admin_password: $token, name: app, hosts: localhost, password: $token}",
                "http: {url: 'https://www.example.com/', request_headers: [\"Authorization: $token\"]}",
            })
    void isNotWhereItStaysOne(String step) throws Exception {
        assertThat(warnings(step)).isEmpty();
    }

    @Test
    void eachPlaceOnceHoweverManyHostsHaveIt() throws Exception {
        assertThat(warnings("""
                user: {name: anna, comment: $token}
                    - {name: y, user: {name: brian, comment: "of $token"}}
                    - name: z
                      when: $host.name == "web-2"
                      user: {name: carl, comment: $token}"""))
                .hasSize(3)
                .satisfies(all -> assertThat(all.get(2)).contains("playbooks/site.yml:9:", "(for web-2)"));
    }
}
