package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of a host that want different things of the same are refused; those that only say more, or the same, are not. */
class ContradictionsTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHK2yB7wAI6mOgVZ6mVvP7mO0vHs6mPVTvMIpjq5q0Xy";
    private static final String ACCOUNT = "mysql_user: {name: app, admin_password: x, password: y, ";

    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory)
                .standardTypes()
                .file("templates/a.conf", "a\n")
                .file("playbooks/a.conf", "a\n");
    }

    private List<String> problems(String hosts, List<String> steps) {
        List<String> lines = new ArrayList<>(List.of("- play: P", "  hosts: " + hosts, "  steps:"));
        steps.forEach(
                step -> lines.add("    - {name: n, " + step.replace("KEY", KEY).replace("ACCOUNT", ACCOUNT) + "}"));
        return project.file(Project.PLAYBOOK, String.join("\n", lines) + "\n").problems();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file: {path: /etc/motd, content: a} | template: {path: /etc/motd, source: a.conf}",
                "file: {path: /etc/motd, content: a} | file: {path: /etc/motd, content: a, mode: 0600}",
                "file: {path: /etc/motd, content: a} | file: {path: /etc/motd, absent: true}",
                "file: {path: /srv/a/b, content: a} | directory: {path: /srv/a, absent: true}",
                "file: {path: /srv/a, content: a} | directory: {path: /srv/a/b}",
                "directory: {path: /srv/a} | symlink: {path: /srv/a, target: /srv/b}",
                "symlink: {path: /srv/a, target: /srv/c} | symlink: {path: /srv/a, target: /srv/b}",
                "file: {path: /etc/hosts, content: a} | line: {path: /etc/hosts, line: b}",
                "line: {path: /etc/h, line: P 1, match: ^P} | line: {path: /etc/h, line: P 2, match: ^P}",
                "line: {path: /etc/h, line: P 1} | line: {path: /etc/h, match: ^P, absent: true}",
                "block: {path: /etc/h, name: a, block: x} | block: {path: /etc/h, name: a, block: y}",
                "block: {path: /etc/h, name: a, block: x} | block: {path: /etc/h, name: a, absent: true}",
                "block: {path: /etc/h, name: a, block: P 1} | line: {path: /etc/h, match: ^P, absent: true}",
                "file: {path: /etc/hosts, content: a} | block: {path: /etc/hosts, name: a, block: b}",
                "cron: {name: a, schedule: '@daily', command: x} | cron: {name: a, schedule: '@daily', command: y}",
                "cron: {name: a, schedule: '@daily', command: x} | file: {path: /etc/cron.d/a, absent: true}",
                "sudo_rule: {name: a, user: root, commands: ALL} | sudo_rule: {name: a, absent: true}",
                "hostname: {name: a} | hostname: {name: b}",
                "hostname: {name: a} | file: {path: /etc/hostname, content: b}",
                "mount: {path: /mnt/a, source: a, type: tmpfs} | mount: {path: /mnt/a, absent: true}",
                "mount: {path: /mnt/a, source: a, type: tmpfs} | file: {path: /mnt/a, content: a}",
                "apt_pin: {name: a, packages: p, pin: version 1, priority: 1} | apt_pin: {name: b, packages: [o, p], pin: version 1, priority: 2}",
                "locale: {name: C.UTF-8, default: true} | locale: {name: de_DE.UTF-8, default: true}",
                "user: {name: anna, expires: never} | user: {name: anna, expires: 2031-01-31}",
                "user: {name: anna, password_hash: '!'} | user: {name: anna, password_hash: '*'}",
                "systemd_unit: {name: a, content: a} | file: {path: /etc/systemd/system/a.service, absent: true}",
                "service: {name: cron} | service: {name: cron.service, enabled: false}",
                "service: {name: cron} | service: {name: cron, state: stopped}",
                "user: {name: anna, shell: /bin/sh} | user: {name: anna, shell: /bin/bash}",
                "user: {name: anna} | user: {name: anna, absent: true}",
                "user: {name: anna, groups: [a, b], append: false} | user: {name: anna, groups: c}",
                "group: {name: a, gid: 900} | group: {name: a, gid: 901}",
                "authorized_key: {user: a, key: KEY x} | authorized_key: {user: a, key: KEY y, absent: true}",
                "authorized_key: {user: a, key: no-pty KEY} | authorized_key: {user: a, key: KEY}",
                "package: {name: [a1, b1]} | package: {name: b1, absent: true}",
                "package: {name: a1, version: 1.0} | package: {name: a1, version: 1.1}",
                "sysctl: {key: vm.swappiness, value: 1} | sysctl: {key: vm/swappiness, value: 2}",
                "sysctl: {key: vm.swappiness, value: 1} | sysctl: {key: vm.swappiness, absent: true}",
                "timezone: {name: Etc/UTC} | timezone: {name: Europe/Berlin}",
                "apt_repository: {name: a, uris: u, suites: s} | apt_repository: {name: a, absent: true}",
                "ACCOUNT hosts: h} | ACCOUNT hosts: [h, i]}",
                "ACCOUNT hosts: h} | mysql_user: {name: app, admin_password: x, absent: true}",
                "certificate: {name: a.example, state: placeholder} | certificate: {name: a.example, state: absent}",
                "release: {path: /srv/a, version: 1, source: a.conf} | release: {path: /srv/a, version: 2, source: a.conf}",
            })
    void differentWishesAreRefused(String steps) {
        assertThat(problems("web-1", List.of(steps.split(" \\| "))))
                .singleElement(STRING)
                .startsWith(Project.PLAYBOOK + ":5:")
                .contains("' must not want ")
                .contains(" than " + Project.PLAYBOOK + ":4:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file: {path: /etc/motd, content: a} | file: {path: /etc/motd, content: a}",
                "block: {path: /etc/h, name: a, block: x} | block: {path: /etc/h, name: b, block: y}",
                "block: {path: /etc/h, name: a, block: x} | line: {path: /etc/h, line: z}",
                "user: {name: anna, expires: never} | user: {name: anna, password_hash: '!'}",
                "locale: {name: C.UTF-8, default: true} | locale: {name: de_DE.UTF-8}",
                "file: {path: /etc/h, content: 'a'} | file: {path: /etc/h, content: b, unless_content: a}",
                "directory: {path: /srv/a} | file: {path: /srv/a/b, content: a}",
                "symlink: {path: /srv/a, target: /srv/b} | file: {path: /srv/a/b, content: a}",
                "mount: {path: /mnt/a, source: a, type: tmpfs} | directory: {path: /mnt/a, mode: 0700}",
                "apt_pin: {name: a, packages: p, pin: version 1, priority: 1} | apt_pin: {name: b, packages: p, pin: version 2, priority: 2}",
                "file: {path: /etc/h, content: \"a\\nb\\n\"} | line: {path: /etc/h, line: b}",
                "line: {path: /etc/h, line: a, create: true} | line: {path: /etc/h, line: b}",
                "line: {path: /etc/h, match: ^P, absent: true} | line: {path: /etc/h, line: Q 1, match: ^Q}",
                "service: {name: ssh, reload_on: /etc/ssh} | service: {name: ssh}",
                "user: {name: anna, groups: a} | user: {name: anna, groups: b, shell: /bin/sh}",
                "authorized_key: {user: a, key: KEY x} | authorized_key: {user: a, key: KEY y}",
                "authorized_key: {user: a, key: KEY} | authorized_key: {user: b, key: KEY, absent: true}",
                "package: {name: [a1, b1]} | package: {name: b1, version: 1.1}",
                "ACCOUNT hosts: [h, i]} | ACCOUNT hosts: [i, h]}",
                "certificate: {name: a.example, state: placeholder}"
                        + " | certificate: {name: a.example, server: letsencrypt}",
                "release: {path: /srv/a, version: 1, source: a.conf}"
                        + " | release: {path: /srv/a, version: 2, source: a.conf, current: false}",
            })
    void theSameAndWhatSaysMoreIsNot(String steps) {
        assertThat(problems("web-1", List.of(steps.split(" \\| ")))).isEmpty();
    }

    @Test
    void twoLinesAreOneProblemWhateverTheHosts() {
        assertThat(problems(
                        "all",
                        List.of(
                                "file: {path: /etc/motd, content: a, mode: 0600}",
                                "file: {path: /etc/motd, content: a, owner: www-data}")))
                .containsExactly("playbooks/site.yml:5:7: 'file /etc/motd' must not want another owner than"
                        + " playbooks/site.yml:4:7 does: www-data here, root there;"
                        + " every run would change it there and back: remove one of the two");
        assertThat(problems(
                        "all",
                        List.of(
                                "file: {path: /etc/motd, content: $host.name}",
                                "when: '$host.name != \"db-1\"', file: {path: /etc/motd, content: b}")))
                .containsExactly("playbooks/site.yml:5:7: 'file /etc/motd' must not want another content than"
                        + " playbooks/site.yml:4:7 does (for web-1 and 1 more);"
                        + " every run would change it there and back: remove one of the two");
    }

    @Test
    void itemsOfOneStepMayContradictEachOther() {
        assertThat(problems("web-1", List.of("for_each: [a, b], file: {path: /etc/motd, content: $item}")))
                .containsExactly("playbooks/site.yml:4:7: 'file /etc/motd' must not want another content than it does"
                        + " for another use;"
                        + " every run would change it there and back: remove one of the two");
    }

    @Test
    void otherHostsAndWhatStandsAroundAPlayAreNoContradiction() {
        project.file(Project.PLAYBOOK, """
                - play: P
                  hosts: web
                  serial: 1
                  steps:
                    - {name: n, when: '$host.name == "web-1"', file: {path: /etc/motd, content: a}}
                    - {name: n, when: '$host.name == "web-2"', file: {path: /etc/motd, content: b}}
                  around:
                    before:
                      - {name: out, on: db-1, file: {path: /etc/motd, content: c}}
                      - {name: out, service: {name: cron, state: stopped}}
                    after:
                      - {name: in, service: {name: cron}}
                      - {name: in, on: db-1, file: {path: /etc/motd, content: d}}
                """);
        assertThat(project.problems()).isEmpty();
    }

    @Test
    void aStepThatIsWrongByItselfContradictsNothing() {
        assertThat(problems("web-1", List.of("file: {path: a, content: a}", "file: {path: b, content: b}")))
                .hasSize(2)
                .allMatch(problem -> problem.contains("'path' must be an absolute path"));
    }
}
