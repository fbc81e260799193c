package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.Fields;
import provisioner.source.InputFiles;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/** Each name and path of the tables is refused by the resource types that could take it away, at its place in the file. */
final class FoundationTest {
    private static final Path DOCS = Path.of("docs");

    @TempDir
    Path temporary;

    private List<Problem> problems(String step) throws IOException {
        Problems problems = new Problems();
        Path file = Files.writeString(temporary.resolve("step.yml"), step);
        Node.Mapping read = (Node.Mapping)
                YamlReader.read(new InputFiles(temporary), file, problems).orElseThrow();
        Node.Entry entry = read.entries().values().iterator().next();
        ResourceType type = StandardTypes.all().find(entry.key()).orElseThrow();
        Fields fields = Fields.of(entry.value(), "a " + type.name(), problems);
        type.parse(fields, new CaseInputs(new LinkedHashMap<>(), new LinkedHashMap<>(), problems));
        fields.done();
        return problems.list();
    }

    private static Stream<String> words(Names names) {
        return names.all().stream().map(name -> name.replace("*", "x"));
    }

    static Stream<String> steps() {
        return Stream.concat(
                Foundation.ROWS.stream().flatMap(row -> words(row.names()).map(name -> step(row.kind(), name))),
                FoundationPaths.ROWS.stream().flatMap(row -> words(row.paths()).flatMap(path -> steps(row, path))));
    }

    private static String step(Foundation.Kind kind, String name) {
        String quoted = "'" + name + "'";
        return switch (kind) {
            case USER -> "user: {name: " + quoted + ", absent: true}";
            case GROUP -> "group: {name: " + quoted + ", absent: true}";
            case PACKAGE -> "package: {name: " + quoted + ", absent: true}";
            case UNIT -> "service: {name: " + quoted + ", state: stopped}";
            case MYSQL_USER -> "mysql_user: {admin_password: a, name: " + quoted + ", absent: true}";
            case MYSQL_DATABASE -> "mysql_database: {admin_password: a, name: " + quoted + "}";
            case APT_REPOSITORY -> "apt_repository: {name: " + quoted + ", absent: true}";
        };
    }

    private static Stream<String> steps(FoundationPaths.Row row, String path) {
        Stream<String> always = Stream.of("symlink: {path: " + path + ", target: /srv/elsewhere}");
        Stream<String> absent =
                Stream.of("file: {path: " + path + ", absent: true}", "symlink: {path: " + path + ", absent: true}");
        Stream<String> written = Stream.of(
                "file: {path: " + path + ", content: x}",
                "line: {path: " + path + ", line: x}",
                "directory: {path: " + path + "}");
        return switch (row.use()) {
            case STAYS -> Stream.concat(always, absent);
            case CLOSED -> Stream.of(always, absent, written).flatMap(s -> s);
            case NEVER -> Stream.concat(always, written);
        };
    }

    @ParameterizedTest
    @MethodSource("steps")
    void isRefusedAtItsPlaceWithAReasonAndAHint(String step) throws IOException {
        List<Problem> problems = problems(step);
        assertThat(problems).as(step).isNotEmpty();
        assertThat(problems).first().satisfies(problem -> {
            assertThat(problem.location().toString()).matches("step\\.yml:1:\\d+");
            assertThat(problem.message()).containsPattern("must (not )?(stay|be|run)\\b.*: ");
            assertThat(problem.hint()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "directory: {path: /var, absent: true}",
                "directory: {path: /usr/lib/systemd/system, absent: true}",
                "directory: {path: /var/run/provisioner/blobs, absent: true}",
                "directory: {path: /run/provisioner, mode: 0777}",
                "directory: {path: /home/operator/.ssh, absent: true}",
                "directory: {path: /etc, owner: www-data}",
                "directory: {path: /etc/ssh, mode: 0700}",
                "file: {path: /home/operator/.ssh/authorized_keys, content: x, mode: 0666}",
                "file: {path: /etc/systemd/system/ssh.service, content: ''}",
                "file: {path: /lib/systemd/system/dbus.service, absent: true}",
                "file: {path: /var/lib/provisioner/firewall/revert, content: ''}",
                "symlink: {path: /run/systemd/system/systemd-logind.service, target: /dev/null}",
                "symlink: {path: /sbin/sshd, target: /srv/sshd}",
                "service: {name: ssh.socket, enabled: false}",
                "service: {name: sshd, state: stopped, enabled: true}",
                "service: {name: rescue.target}",
                "systemd_unit: {name: dbus, content: '[Service]'}",
                "package: {name: 'sudo:amd64', absent: true}",
                "user: {name: sshd, uid: 1234}",
                "user: {name: operator, shell: /bin/false}",
                "group: {name: _ssh, gid: 900}",
                "mysql_database: {admin_password: a, name: MYSQL}",
                "mysql_user: {admin_user: debian-sys-maint, admin_password: a, name: app, absent: true}"
            })
    void soAreTheirRelatives(String step) throws IOException {
        assertThat(problems(step)).as(step).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user: {name: www-data, groups: [ssl-cert]}",
                "user: {name: root, shell: /bin/zsh, groups: [adm]}",
                "user: {name: deploy, absent: true}",
                "group: {name: deploy, absent: true}",
                "package: {name: [snapd, exim4-base, libpam-google-authenticator], absent: true}",
                "package: {name: [openssh-server, sudo]}",
                "service: {name: systemd-timesyncd, state: stopped}",
                "service: {name: apache2, state: stopped}",
                "service: {name: ssh}",
                "service: {name: mysql, state: stopped}",
                "systemd_unit: {name: ssh, drop_in: limits, content: '[Service]'}",
                "systemd_unit: {name: app.target, absent: true}",
                "file: {path: /etc/nologin, absent: true}",
                "file: {path: /etc/ssh/sshd_config, content: x}",
                "file: {path: /etc/sudoers, content: x, mode: 0440}",
                "file: {path: /etc/ssh/sshd_config.d/10-ours.conf, absent: true}",
                "file: {path: /var/lib/mysql/auto.cnf, absent: true}",
                "line: {path: /etc/ssh/sshd_config, line: x}",
                "directory: {path: /etc}",
                "directory: {path: /tmp, mode: 1777}",
                "directory: {path: /var/lib/provisioner}",
                "directory: {path: /var/lib/provisioner/acme, absent: true}",
                "directory: {path: /home/deploy, absent: true}",
                "symlink: {path: /etc/systemd/system/apache2.service, target: /dev/null}",
                "symlink: {path: /etc/resolv.conf, target: /run/systemd/resolve/stub-resolv.conf}",
                "mysql_user: {admin_password: a, name: reporting, absent: true}",
                "apt_repository: {name: mysql, absent: true}"
            })
    void whatIsTheOperatorsOwnIsNot(String step) throws IOException {
        assertThat(problems(step)).as(step).isEmpty();
    }

    @Test
    void thePageForUsersHasTheTables() throws IOException {
        String page = Files.readString(DOCS.resolve("security.md")).replaceAll("\\s+", " ");
        assertThat(Stream.concat(
                                Foundation.ROWS.stream().map(Foundation.Row::names),
                                FoundationPaths.ROWS.stream().map(FoundationPaths.Row::paths))
                        .flatMap(names -> names.all().stream())
                        .filter(name -> !page.contains("`" + name + "`")))
                .isEmpty();
    }
}
