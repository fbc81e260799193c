package provisioner.complete;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.compile.CompileRequest;
import provisioner.compile.Compiler;
import provisioner.compile.Program.HostProgram;
import provisioner.probe.FakeHost;
import provisioner.resource.standard.StandardTypes;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.MadeNote;
import provisioner.state.Maker;
import provisioner.state.Observation.Content;
import provisioner.state.Observed;
import provisioner.state.Query.ContentQuery;

/** Who accounts for what is on a host, and what is said of what nobody accounts for. */
class AccountingTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGX5PYBrkKzcMUJvBX7WkJDKNBYOjQHBpsfPrZVxnNmE";

    private final Path root;
    private final Path project;
    private final FakeHost host;
    private String accepted = "";
    private String claims = "";

    AccountingTest(@TempDir Path directory) throws IOException {
        root = Files.createDirectory(directory.resolve("host"));
        project = Files.createDirectory(directory.resolve("project"));
        host = new FakeHost(root);
    }

    private Completeness found(String steps) throws Exception {
        write("inventory/i.yml", "user: operator\nhosts:\n  web-1: {}\n" + accepted);
        write("playbooks/site.yml", "- play: all\n  hosts: all\n  roles: [base]\n");
        write(
                "playbooks/roles/base/role.yml",
                claims + "steps:\n" + steps.indent(2) + "  - {name: the tool, package: {name: tool}}\n");
        HostProgram program = new Compiler(StandardTypes.all(), project, Map.of())
                .compile(new CompileRequest(
                        Path.of("inventory/i.yml"),
                        Path.of("playbooks/site.yml"),
                        Path.of("templates"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        "run"))
                .hosts()
                .getFirst();
        return new Accounting(new Declared("site.yml", "operator", program.steps()), program.accepted(), false)
                .of(host.survey(), contents());
    }

    /** What a step about lines asks for. */
    private Observed contents() throws IOException {
        Observed.Builder contents = Observed.builder();
        for (String path : List.of("/etc/tool.conf", "/etc/environment")) {
            if (Files.exists(Path.of(root + path))) {
                contents.put(
                        new ContentQuery(path, "", 1), new Content(Bytes.utf8(Files.readString(Path.of(root + path)))));
            }
        }
        return contents.build();
    }

    private void write(String name, String content) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** What is on this machine, and not on the host in the directory, is left out. */
    private List<Finding> unaccounted(String steps) throws Exception {
        return found(steps).unaccounted().stream()
                .filter(finding -> !List.of("mount", "socket").contains(finding.kind()))
                .toList();
    }

    private List<String> titles(String steps) throws Exception {
        return unaccounted(steps).stream().map(Finding::title).toList();
    }

    @Test
    void ofAPlainHostEverythingIsAccountedFor() throws Exception {
        assertThat(titles("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/cron.d/x | cron job | file: {path: /etc/cron.d/x, mode: \"0644\", content: …}",
                "/var/spool/cron/crontabs/bob | crontab of a user | file: {path: /etc/cron.d/bob, content: …}",
                "/var/spool/cron/atjobs/a00001 | job of at | systemd_unit",
                "/etc/sudoers.d/x | rights of sudo | file: {path: /etc/sudoers.d/x, mode: \"0644\", content: …}",
                "/etc/systemd/system/tool.service.d/x.conf | drop-in of a unit | systemd_unit: {name: tool.service, drop_in: x, content: …}",
                "/run/systemd/system/tool.service.d/x.conf | drop-in of a unit | systemd_unit: {name: tool.service, drop_in: x, content: …}",
                "/etc/systemd/system/x.service | unit | systemd_unit: {name: x.service, content: …}",
                "/etc/systemd/system/x.timer | timer | systemd_unit: {name: x.timer, content: …}",
                "/run/systemd/transient/x.service | unit | systemd_unit: {name: x.service, content: …}",
                "/etc/apt/sources.list.d/x.list | source of packages | apt_repository: {name: x, uris: …}",
                "/etc/apt/preferences.d/x | pin of packages | file: {path: /etc/apt/preferences.d/x, mode: \"0644\", content: …}",
                "/etc/apt/trusted.gpg.d/x.asc | key of a source of packages | apt_repository",
                "/etc/sysctl.d/x.conf | kernel parameters | sysctl",
                "/etc/pam.d/x | setting of PAM | file: {path: /etc/pam.d/x, mode: \"0644\", content: …}",
                "/etc/ld.so.preload | libraries that programs load | file: {path: /etc/ld.so.preload, mode: \"0644\", content: …}",
                "/etc/profile.d/x.sh | start file of logins | file: {path: /etc/profile.d/x.sh, mode: \"0644\", content: …}",
                "/etc/ssh/sshd_config.d/x.conf | setting of ssh | file: {path: /etc/ssh/sshd_config.d/x.conf, mode: \"0644\", content: …}",
                "/etc/udev/rules.d/x.rules | rule that root's programs follow | file: {path: /etc/udev/rules.d/x.rules, mode: \"0644\", content: …}",
                "/etc/rc.local | script of the boot | file: {path: /etc/rc.local, mode: \"0644\", content: …}",
                "/etc/ssl/certs/x.pem | certificate or key | file: {path: /etc/ssl/certs/x.pem, mode: \"0644\", content: …}",
                "/usr/local/bin/x | program | file: {path: /usr/local/bin/x, mode: \"0644\", content: …}",
                "/root/.bashrc | start file of a user | file: {path: /root/.bashrc, mode: \"0644\", content: …}",
                "/root/.ssh/rc | file of ssh of a user | file: {path: /root/.ssh/rc, mode: \"0644\", content: …}",
                "/opt/x | file | file: {path: /opt/x, mode: \"0644\", content: …}"
            })
    void aFileIsNamedWithWhatItIsAndTheStepThatDeclaresIt(String path, String what, String step) throws Exception {
        host.write(path, "x\n");
        assertThat(unaccounted("")).singleElement().satisfies(finding -> {
            assertThat(finding.title()).isEqualTo("file " + path);
            assertThat(finding.what()).isEqualTo(what);
            assertThat(finding.step()).isEqualTo(step);
            assertThat(finding.since()).isPresent();
        });
    }

    @Test
    void aNameWithAnyBytesIsQuotedInTheStep() throws Exception {
        host.write("/etc/a \"b\"\n: {c}", "");
        assertThat(unaccounted(""))
                .singleElement()
                .satisfies(finding -> assertThat(finding.step())
                        .isEqualTo("file: {path: \"/etc/a \\\"b\\\"\\n: {c}\", mode: \"0644\", content: …}"));
    }

    @Test
    void stepsAccountForWhatTheyDeclare() throws Exception {
        host.write("/etc/one", "");
        host.write("/etc/tool.conf", "# altered\nx\n");
        host.write("/etc/systemd/system/tool.service.d/x.conf", "");
        host.link("/etc/systemd/system/multi-user.target.wants/tool.service", "/usr/lib/systemd/system/tool.service");
        assertThat(titles("")).hasSize(4);
        assertThat(titles("""
                - {name: a, file: {path: /etc/one, content: x}}
                - {name: b, line: {path: /etc/tool.conf, line: x}}
                - {name: c, systemd_unit: {name: tool, drop_in: x, content: "[Service]"}}
                - {name: d, service: {name: tool}}
                """)).isEmpty();
    }

    @Test
    void aDeclaredLineAccountsForItselfOnly() throws Exception {
        host.write("/etc/environment", "# mine\nLANG=C.UTF-8\nLD_PRELOAD=/tmp/x\n");
        host.write("/etc/tool.conf", "a = 1\nb = 2\n");
        String steps = """
                - {name: a, line: {path: /etc/environment, line: LANG=C.UTF-8}}
                - {name: b, line: {path: /etc/tool.conf, line: a = 1}}
                """;
        assertThat(titles(steps))
                .containsExactly("line /etc/environment LD_PRELOAD=/tmp/x", "line /etc/tool.conf b = 2");
        StringBuilder many = new StringBuilder("a = 1\n");
        for (int i = 0; i < 21; i++) {
            many.append(i).append('\n');
        }
        host.write("/etc/tool.conf", many.toString());
        assertThat(titles(steps)).containsExactly("altered /etc/tool.conf", "line /etc/environment LD_PRELOAD=/tmp/x");
    }

    /** The lines that the package has are not somebody's additions. */
    @Test
    void aLineInAPackagesFileLeavesTheOthersToThePackage() throws Exception {
        String steps = """
                - {name: a, line: {path: /etc/tool.conf, line: x = 1}}
                - {name: b, block: {path: /etc/tool.conf, name: mine, block: "if b\\nfi"}}
                """;
        Path status = root.resolve("var/lib/dpkg/status");
        String packaged = "if a\nfi\n";
        Files.writeString(
                status,
                Files.readString(status)
                        .replace("c9440c9b9fe69064cb0776ee98a69a85", "980035513b4bc8448eac916afb48d3b9"));
        String block = "# BEGIN provisioner: mine\nif b\nfi\n# END provisioner: mine\n";
        for (String content :
                List.of(packaged + "x = 1\n", "x = 1\n" + packaged, packaged + block, packaged + "x = 1\n" + block)) {
            host.write("/etc/tool.conf", content);
            assertThat(titles(steps)).as(content).isEmpty();
            host.write("/etc/tool.conf", content + "y = 2\n");
            assertThat(titles(steps)).as(content).contains("line /etc/tool.conf y = 2");
        }
    }

    /** Root runs it at each start of the firewall. */
    @Test
    void aFirewallAccountsForItsFilesOnly() throws Exception {
        host.write("/etc/ufw/user.rules", "");
        host.write("/etc/ufw/before.init", "#!/bin/sh\n");
        assertThat(titles("- {name: a, firewall: {rules: [{allow: 22}]}}\n"))
                .containsExactly("file /etc/ufw/before.init");
        host.write("/usr/share/ufw/before.init", "#!/bin/sh\n");
        assertThat(titles("- {name: a, firewall: {rules: [{allow: 22}]}}\n")).isEmpty();
    }

    @Test
    void aUnitIsEnabledByAStepOrByItsPackage() throws Exception {
        String link = "/etc/systemd/system/multi-user.target.wants/tool.service";
        host.link(link, "/lib/systemd/system/tool.service");
        assertThat(titles("")).containsExactly("file " + link);
        host.write("/var/lib/systemd/deb-systemd-helper-enabled/multi-user.target.wants/tool.service", "");
        assertThat(titles("")).isEmpty();
        // The note is about the package's unit, not about what takes its place.
        Files.delete(Path.of(root + link));
        host.write("/opt/evil.service", "");
        host.link(link, "/opt/evil.service");
        assertThat(titles("")).containsExactly("file " + link, "file /opt/evil.service");
    }

    /** What runs of a file that is gone is nobody's. */
    @Test
    void aUnitIsAPackagesWhileItsFileIsThere() throws Exception {
        assertThat(isPackaged("tool.service")).isTrue();
        assertThat(isPackaged("other.service")).isFalse();
        host.write("/usr/lib/systemd/system/tool@.service", "");
        Path list = root.resolve("var/lib/dpkg/info/tool.list");
        Files.writeString(list, Files.readString(list) + "/usr/lib/systemd/system/tool@.service\n/etc/init.d/old\n");
        assertThat(isPackaged("tool@a.b.service")).isTrue();
        host.write("/etc/init.d/old", "");
        assertThat(isPackaged("old.service")).isTrue();
        Files.delete(root.resolve("usr/lib/systemd/system/tool.service"));
        assertThat(isPackaged("tool.service")).isFalse();
    }

    private boolean isPackaged(String unit) throws Exception {
        Declared none = new Declared("site.yml", "operator", List.of());
        return new provisioner.complete.Files(host.survey(), none, new OtherLines(none, host.survey(), contents()))
                .isPackagedUnit(unit);
    }

    @Test
    void masksAndAlternativesAreKnownByWhoMadeThem() throws Exception {
        host.link("/etc/systemd/system/tool.service", "/dev/null");
        host.link("/etc/alternatives/editor", "/usr/bin/tool");
        assertThat(titles(""))
                .containsExactly("file /etc/alternatives/editor", "file /etc/systemd/system/tool.service");
        host.write("/var/lib/dpkg/alternatives/editor", "auto\n/usr/bin/editor\n\n/usr/bin/tool\n50\n");
        host.write("/var/lib/systemd/deb-systemd-helper-masked/tool.service", "");
        assertThat(titles("")).isEmpty();
        host.write("/var/lib/dpkg/alternatives/editor", "manual\n/usr/bin/editor\n\n/usr/bin/tool\n50\n");
        assertThat(titles("")).containsExactly("file /etc/alternatives/editor");
    }

    /** What Debian 12's Prometheus brings along. */
    @Test
    void aLinkThatAPackageMakesForAWebServerIsKnownByWhereItLeads() throws Exception {
        String enabled = "/etc/lighttpd/conf-enabled/";
        host.link(enabled + "90-javascript-alias.conf", "../conf-available/90-javascript-alias.conf");
        assertThat(titles("")).isEmpty();
        host.link(enabled + "91-javascript-alias.conf", "../conf-available/90-javascript-alias.conf");
        assertThat(titles("")).containsExactly("file " + enabled + "91-javascript-alias.conf");
    }

    @Test
    void anotherPlaybookAccountsForWhatItNotedAndThisOneDoesNot() throws Exception {
        host.write("/etc/systemd/system/tool.service.d/x.conf", "");
        host.write("/var/lib/provisioner/made/etc/systemd/system/tool.service.d/x.conf", "deploy.yml\n");
        assertThat(titles("")).isEmpty();
        host.write("/var/lib/provisioner/made/etc/systemd/system/tool.service.d/x.conf", "site.yml\n");
        assertThat(titles("")).hasSize(1);
    }

    @Test
    void accountsMembersAndKeys() throws Exception {
        host.write("/etc/passwd", """
                root:x:0:0::/root:/bin/bash
                toor:x:0:0::/root:/usr/sbin/nologin
                operator:x:1000:1000::/home/operator:/bin/bash
                eve:x:1001:1001::/home/eve:/bin/sh
                www:x:33:33::/var/www:/usr/sbin/nologin
                """);
        host.write("/etc/group", "root:x:0:\nsudo:x:27:operator,eve\nwww:x:33:eve\n");
        host.write("/root/.ssh/authorized_keys", KEY + " comment\n");
        assertThat(titles(""))
                .containsExactly("key root SHA256:" + fingerprint(), "member sudo eve", "user eve", "user toor");
        assertThat(titles("""
                - {name: a, user: {name: eve, groups: sudo}}
                - {name: b, authorized_key: {user: root, key: "%s"}}
                """.formatted(KEY))).containsExactly("user toor");
    }

    private static String fingerprint() throws Exception {
        byte[] blob = java.util.Base64.getDecoder().decode(KEY.split(" ")[1]);
        return java.util.Base64.getEncoder()
                .withoutPadding()
                .encodeToString(
                        java.security.MessageDigest.getInstance("SHA-256").digest(blob));
    }

    @Test
    void aDeclaredKeyInTheOptionsOfAnotherOneIsNotThatOne() throws Exception {
        host.write(
                "/root/.ssh/authorized_keys", "command=\"" + KEY + "\" " + KEY.replace("AAAAIGX5", "AAAAIGX6") + "\n");
        assertThat(titles("- {name: b, authorized_key: {user: root, key: \"%s\"}}\n".formatted(KEY)))
                .singleElement()
                .asString()
                .startsWith("key root ");
    }

    @Test
    void packagesHoldsDiversionsOverridesAndNames() throws Exception {
        Path status = root.resolve("var/lib/dpkg/status");
        Files.writeString(status, Files.readString(status) + """

                Package: nmap
                Status: hold ok installed
                Priority: optional
                Architecture: all
                """);
        host.write(
                "/var/lib/dpkg/diversions",
                "/etc/x\n/etc/x.orig\n:\n/etc/y\n/etc/y.orig\ntool\n/bin/tool\n/bin/tool.orig\ntool\n"
                        + "/lib/libx.so\n/lib/libx.so.usr-is-merged\ntool\n"
                        + "/usr/bin/su\n/usr/bin/su.usr-is-merged\ntool\n");
        host.write("/var/lib/dpkg/statoverride", "root root 4755 /usr/bin/tool\n");
        host.write("/etc/hosts", "127.0.0.1 localhost # me\n203.0.113.66  evil.example\n");
        assertThat(titles(""))
                .containsExactly(
                        "diversion /etc/x",
                        // tool has no such file: anybody may have named it.
                        "diversion /etc/y",
                        "diversion /usr/bin/su",
                        "hold nmap",
                        "name 203.0.113.66 evil.example",
                        "override /usr/bin/tool",
                        "package nmap");
        assertThat(titles("- {name: a, line: {path: /etc/hosts, line: \"203.0.113.66 evil.example\"}}"))
                .doesNotContain("name 203.0.113.66 evil.example");
    }

    @Test
    void programsWithOtherRightsCountOnlyWhereDebianHasThem() throws Exception {
        for (String name : List.of("tool", "su")) {
            host.write("/usr/bin/" + name, "");
            new ProcessBuilder("chmod", "4755", root + "/usr/bin/" + name)
                    .start()
                    .waitFor();
        }
        // Not even the name of one of Debian's accounts for what no package owns.
        assertThat(titles("")).containsExactly("program /usr/bin/su", "program /usr/bin/tool");
        host.write("/var/lib/dpkg/info/su.list", "/bin/su\n");
        assertThat(titles("")).containsExactly("program /usr/bin/tool");
    }

    @Test
    void rolesClaimAndTheInventoryAcceptsWithReasons() throws Exception {
        host.write("/opt/agent/a", "");
        host.write("/opt/agent/b", "");
        host.write("/opt/other", "");
        claims = "claims:\n  - {pattern: file /opt/other, reason: the role keeps it}\n";
        accepted = "accepted:\n  - {pattern: 'file /opt/agent/**', reason: the provider agent}\n";
        Completeness found = found("");
        assertThat(found.unaccounted()).noneMatch(finding -> finding.kind().equals("file"));
        assertThat(found.accepted()).hasSize(1);
        found.accepted().forEach((exception, findings) -> {
            assertThat(exception.reason()).isEqualTo("the provider agent");
            assertThat(findings).hasSize(2);
        });
    }

    @Test
    void aTreeOfManyFilesIsOneFinding() throws Exception {
        for (int i = 0; i < 21; i++) {
            host.write("/opt/app/lib/" + i, "");
        }
        host.write("/opt/few/file", "");
        assertThat(unaccounted(""))
                .extracting(Finding::title, Finding::what)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("file /opt/few/file", "file"),
                        org.assertj.core.groups.Tuple.tuple("file /opt/app/", "21 files"));
    }

    @Test
    void whatAnotherPlaybookNotedIsAccountedForInItsName() throws Exception {
        host.write("/etc/cron.d/x", "x\n");
        note("deploy.yml", new Made("file", "/etc/cron.d/x", "as it was made"));
        assertThat(titles("")).isEmpty();
        host.write("/etc/cron.d/y", "y\n");
        note("site.yml", new Made("file", "/etc/cron.d/y", "as it was made"));
        assertThat(titles("")).containsExactly("file /etc/cron.d/y");
    }

    @Test
    void eachKindOfNoteAccountsForWhatItNames() {
        assertThat(List.of(
                                new Made("package", "nmap", ""),
                                new Made("service", "x.service", ""),
                                new Made("systemd_unit", "/etc/systemd/system/x.service", "a"),
                                new Made("user", "bob", ""),
                                new Made("authorized_key", "bob ssh-ed25519 AAAA", ""),
                                new Made("config_set", "/etc/nginx/web", "b"),
                                new Made("directory", "/srv/data", "root"),
                                new Made("nonsense", "x", ""))
                        .stream()
                        .flatMap(Noted::things))
                .containsExactly(
                        "package nmap",
                        "unit x.service",
                        "path /etc/systemd/system/x.service",
                        "unit x.service",
                        "user bob",
                        "key bob ssh-ed25519 AAAA",
                        "path /etc/nginx/web",
                        "all in /etc/nginx/web/",
                        "all in /etc/nginx/.web/");
    }

    private void note(String playbook, Made made) throws Exception {
        MadeNote note = new MadeNote(new Maker(playbook, "A play", "a_role", 1), made);
        host.write("/var/lib/provisioner/notes/" + note.file(), note.text() + "\n");
    }
}
