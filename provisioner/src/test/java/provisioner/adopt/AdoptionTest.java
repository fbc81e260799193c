package provisioner.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.adopt.Adopted.Undeclared;
import provisioner.compile.CompileRequest;
import provisioner.compile.Compiler;
import provisioner.compile.Program.HostProgram;
import provisioner.complete.Accounting;
import provisioner.complete.Declared;
import provisioner.complete.Finding;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.resource.Claimed;
import provisioner.resource.Step;
import provisioner.resource.standard.StandardTypes;
import provisioner.secret.store.AgeKeys;
import provisioner.secret.store.SecretStore;
import provisioner.source.InputFiles;
import provisioner.state.Bytes;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Survey.Account;
import provisioner.state.Survey.Altered;
import provisioner.state.Survey.Diversion;
import provisioner.state.Survey.GroupMembers;
import provisioner.state.Survey.Installed;
import provisioner.state.Survey.KeyLine;
import provisioner.state.Survey.Listener;
import provisioner.state.Survey.ModeOverride;
import provisioner.state.Survey.Mount;
import provisioner.state.Survey.Program;
import provisioner.state.Survey.Unknown;

/**
 * What is printed for a host that somebody set up by hand compiles with the real compiler, leaves everything as it is, and
 * accounts for everything but what is named as undeclared.
 */
class AdoptionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/adopt/playbook.yml");
    private static final Path INVENTORY = Path.of("inventory/i.yml");
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGX5PYBrkKzcMUJvBX7WkJDKNBYOjQHBpsfPrZVxnNmE deploy@example.org";

    private final Path project;
    private final AgeKeys keys;

    AdoptionTest(@TempDir Path directory) throws Exception {
        project = directory;
        keys = new AgeKeys(directory.resolve("age.key"));
        keys.create();
        write(INVENTORY.toString(), "user: operator\nhosts:\n  web-1: {}\n");
        open().withReader("anna").write();
    }

    private SecretStore open() throws Exception {
        return SecretStore.open(new InputFiles(project), INVENTORY, keys);
    }

    private void write(String name, String content) throws Exception {
        Path file = project.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
    }

    private static UnitState unit(String active, String fileState) {
        return new UnitState(
                "loaded", active, active.equals("active") ? "running" : "dead", fileState, false, "", 1, 1);
    }

    /** At least one finding of every kind, and of every way to declare one. */
    private static HandMadeHost host() {
        HandMadeHost host = new HandMadeHost();
        host.file("/etc/cron.d/backup", "root", 0644, "# every night\n5 2 * * * root /usr/local/bin/backup\n")
                .file(
                        "/etc/cron.daily/clean",
                        "root",
                        0755,
                        "#!/bin/sh\nfor f in \"$@\"; do\n\trm -- \"${f##*/}\"\ndone\n")
                .file("/etc/sudoers.d/deploy", "root", 0440, "deploy ALL=(ALL) NOPASSWD: ALL\n")
                .file("/etc/systemd/system/app.service", "root", 0644, "[Service]\nExecStart=/opt/tool/bin/run\n")
                .link("/etc/systemd/system/multi-user.target.wants/app.service", "/etc/systemd/system/app.service")
                .file("/etc/systemd/system/idle.service", "root", 0644, "[Service]\nExecStart=true\n")
                .link("/etc/systemd/system/multi-user.target.wants/idle.service", "/etc/systemd/system/idle.service")
                .file("/etc/systemd/system/closed.service", "root", 0600, "[Service]\nEnvironment=TOKEN=t0ps3cret\n")
                .file("/etc/systemd/system/nightly.timer", "root", 0644, "[Timer]\nOnCalendar=daily\n")
                .file("/etc/systemd/system/cron.service.d/nice.conf", "root", 0644, "[Service]\nNice=1\n")
                .link("/etc/systemd/system/man-db.timer", "/dev/null")
                .file("/etc/sysctl.d/60-swap.conf", "root", 0644, "vm.swappiness = 1\n")
                .file("/etc/apt/sources.list.d/tool.list", "root", 0644, "deb https://example.org stable main\n")
                .file("/etc/apt/keyrings/tool.gpg", "root", 0644, new byte[] {(byte) 0x99, 0, 1})
                .directory("/opt/tool", "deploy", 0755)
                .directory("/opt/tool/bin", "deploy", 0755)
                .file("/opt/tool/bin/run", "deploy", 0755, "#!/bin/sh\nexec sleep 1d\n")
                .file("/etc/empty", "root", 0600, "")
                .file("/usr/local/bin/become", "root", 04755, "become\n")
                .directory("/home/deploy", "deploy", 0755)
                .directory("/home/deploy/.ssh", "deploy", 0700)
                .file("/home/deploy/.ssh/config", "deploy", 0644, "Host *\n  User git\n")
                .file("/var/spool/cron/crontabs/deploy", "deploy", 0600, "@daily true\n")
                .file("/run/systemd/system/cron.service.d/run.conf", "root", 0644, "[Service]\nNice=2\n")
                // What cannot be declared.
                .file("/var/spool/cron/atjobs/a0001", "root", 0700, "true\n")
                .file("/run/systemd/transient/x.service", "root", 0644, "[Service]\n")
                .file("/etc/odd\nname", "root", 0644, "x\n")
                .file("/etc/closed.db", "root", 0600, new byte[] {0, 1})
                .other("/etc/pipe", 'p', 0)
                .other("/opt/huge", 'f', 99L << 20)
                .packaged("/etc/logrotate.conf", "root", 0644, Bytes.utf8("weekly\nrotate 9\n"))
                .packaged(
                        "/etc/hosts", "root", 0644, Bytes.utf8("127.0.0.1 localhost\n203.0.113.9\tdb.internal # db\n"))
                .packaged("/etc/fstab", "root", 0644, Bytes.utf8("/dev/vdb  /data xfs defaults 0 0\n"));
        host.altered.addAll(List.of(
                new Altered("/etc/logrotate.conf", true, false, ""),
                new Altered("/etc/cron.d/gone", true, true, ""),
                new Altered("/usr/bin/nproc", false, false, "")));
        host.programs.addAll(List.of(
                new Program("/usr/local/bin/become", "mode 4755", "root", false, 1),
                new Program("/usr/bin/yes", "mode 4755", "root", true, 1),
                new Program("/opt/tool/bin/run", "capabilities", "", false, 0)));
        host.packages.addAll(List.of(
                new Installed("nmap", false, true, false),
                new Installed("htop", false, true, false),
                new Installed("ed", true, false, false)));
        host.diversions.add(new Diversion("/usr/bin/tac", "/usr/bin/tac.distrib", ":", false));
        host.overrides.add(new ModeOverride("root", "root", "0700", "/usr/bin/cat"));
        host.accounts.addAll(List.of(
                new Account("root", 0, 0, "/root", "/bin/bash", "locked"),
                new Account("deploy", 1001, 1001, "/home/deploy", "/bin/bash", "set"),
                new Account("toor", 0, 0, "/", "/bin/sh", "locked"),
                new Account("www-data", 33, 33, "/var/www", "/usr/sbin/nologin", "locked"),
                new Account("guest", 1002, 2000, "/home/guest", "/bin/sh", "none")));
        host.groups.addAll(List.of(
                new GroupMembers("root", 0, List.of()),
                new GroupMembers("adm", 4, List.of("www-data", "deploy")),
                new GroupMembers("www-data", 33, List.of()),
                new GroupMembers("deploy", 1001, List.of()),
                new GroupMembers("people", 2000, List.of("deploy"))));
        host.keys.addAll(List.of(
                new KeyLine("deploy", "/home/deploy/.ssh/authorized_keys", KEY),
                new KeyLine("deploy", "/home/deploy/.ssh/authorized_keys", "what is this")));
        host.listeners.addAll(List.of(
                new Listener("tcp", "0.0.0.0:8080", "run", "/system.slice/app.service"),
                new Listener("tcp", "0.0.0.0:9999", "nc", "/user.slice/user-0.slice/session-1.scope")));
        host.mounts.addAll(List.of(
                new Mount("/data", "xfs", "/dev/vdb", "/dev/vdb  /data xfs defaults 0 0"),
                new Mount("/mnt", "tmpfs", "tmpfs", "")));
        host.names.add("203.0.113.9 db.internal");
        host.unknown.add(new Unknown("socket udp 0.0.0.0:1", "gone"));
        host.units.putAll(Map.of(
                "app.service", unit("active", "enabled"),
                "idle.service", unit("inactive", "enabled"),
                "cron.service", unit("active", "enabled"),
                "nightly.timer", unit("inactive", "disabled")));
        return host;
    }

    private static Adopted adopted(HandMadeHost host, List<Step> steps, boolean imported) {
        Observed observed = host.answers(Set.of());
        Adoption adoption = new Adoption(
                new Adoption.Subject(
                        "web-1",
                        "site.yml",
                        steps,
                        Claimed.Beyond.NOTHING,
                        List.of("Base"),
                        Optional.of("operator"),
                        host.survey(),
                        observed,
                        accounting(steps).each(host.survey(), observed),
                        imported,
                        new Limits(Optional.of("adopted"))),
                StandardTypes.all());
        Set<Query<?>> asked = adoption.chosen(host.answers(adoption.proposed(host.answers(adoption.needs()))));
        while (!asked.isEmpty()) {
            asked = adoption.confirmed(host.answers(asked));
        }
        return adoption.result();
    }

    private static Accounting accounting(List<Step> steps) {
        return new Accounting(new Declared("site.yml", "operator", steps), List.of(), false);
    }

    /** The steps of the playbook, with its secrets and files in their places. */
    private HostProgram compiled(Adopted adopted) throws Exception {
        SecretStore store = open();
        for (var secret : adopted.secrets().entrySet()) {
            store = store.withExactly(secret.getKey(), secret.getValue().value());
        }
        store.write();
        for (var file : adopted.files().entrySet()) {
            Path path = project.resolve("playbooks").resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.write(path, file.getValue());
        }
        write("playbooks/adopted.yml", adopted.playbook(Map.of()));
        Map<String, String> environment = new HashMap<>();
        environment.put("PROVISIONER_AGE_KEY_FILE", project.resolve("age.key").toString());
        return new Compiler(StandardTypes.all(), project, environment)
                .compile(new CompileRequest(
                        INVENTORY,
                        Path.of("playbooks/adopted.yml"),
                        Path.of("templates"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        "run"))
                .hosts()
                .getFirst();
    }

    @Test
    void thePlaybookIsAsExpected() throws Exception {
        String playbook = adopted(host(), List.of(), false).playbook(Map.of());
        if (Boolean.getBoolean("adopt.rewrite")) {
            Files.createDirectories(GOLDEN.resolveSibling("."));
            Files.writeString(GOLDEN, playbook);
        }
        assertThat(Boolean.getBoolean("adopt.rewrite"))
                .as("rewritten; look at the diff")
                .isFalse();
        assertThat(playbook).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void itCompilesAndLeavesEverythingAsItIs() throws Exception {
        HandMadeHost host = host();
        List<Step> steps = compiled(adopted(host, List.of(), false)).steps();
        Observed answers = host.answers(Planner.queries(steps));
        assertThat(Planner.verify(steps, answers)).extracting(StepPlan::outcome).containsOnly(Outcome.UNCHANGED);
        assertThat(Planner.plan(steps, answers)).extracting(StepPlan::outcome).containsOnly(Outcome.UNCHANGED);
    }

    @Test
    void whatItDoesNotNameAsUndeclaredIsAccountedForAfterwards() throws Exception {
        HandMadeHost host = host();
        Adopted adopted = adopted(host, List.of(), false);
        List<Step> steps = compiled(adopted).steps();
        List<String> left =
                accounting(steps).each(host.survey(), host.answers(Planner.queries(steps))).unaccounted().stream()
                        .map(Finding::title)
                        .toList();
        assertThat(left)
                .containsExactlyInAnyOrderElementsOf(
                        adopted.undeclared().stream().map(Undeclared::title).toList());
        assertThat(adopted.declared())
                .isEqualTo(accounting(List.of())
                                .each(host.survey(), host.answers(Set.of()))
                                .unaccounted()
                                .size()
                        - left.size());
    }

    @Test
    void everyKindOfFindingIsThere() throws Exception {
        HandMadeHost host = host();
        Set<String> kinds = new TreeSet<>();
        accounting(List.of())
                .each(host.survey(), host.answers(Set.of()))
                .unaccounted()
                .forEach(finding -> kinds.add(finding.kind()));
        String page = Files.readString(Path.of("docs/complete.md"));
        List<String> documented = new ArrayList<>();
        page.substring(page.indexOf("| kind |"), page.indexOf("| `mysql_account`"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> documented.addAll(List.of(line.substring(2, line.indexOf(" |", 2))
                        .replace("`", "")
                        .split(", "))));
        documented.remove("line");
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(documented);
    }

    @Test
    void noSecretIsInThePlaybook() throws Exception {
        Adopted adopted = adopted(host(), List.of(), false);
        String playbook = adopted.playbook(Map.of("adopted.web-1.etc.sudoers.d.deploy", "other"));
        assertThat(adopted.secrets().sequencedKeySet())
                .containsExactlyInAnyOrder(
                        "adopted.web-1.etc.sudoers.d.deploy",
                        "adopted.web-1.etc.systemd.system.closed.service",
                        "adopted.web-1.home.deploy.ssh.config",
                        "adopted.web-1.var.spool.cron.crontabs.deploy");
        assertThat(playbook)
                .doesNotContain("NOPASSWD")
                .doesNotContain("t0ps3cret")
                .doesNotContain("User git");
        assertThat(playbook).contains("content: !secret 'other'");
    }

    @Test
    void whatIsBinaryNeedsADirectory() throws Exception {
        HandMadeHost host = new HandMadeHost().file("/opt/data", "root", 0644, new byte[] {0, (byte) 0xff});
        Adopted adopted = adopted(host, List.of(), false);
        assertThat(adopted.files()).containsOnlyKeys("adopted/web-1/opt/data");
        assertThat(adopted.playbook(Map.of())).contains("source: adopted/web-1/opt/data");
        assertThat(new Contents("web-1", new Known(host.survey(), host.answers(Set.of())), new Limits(Optional.empty()))
                        .of("/opt/data")
                        .reason())
                .isEqualTo("its content could not be read, or all contents together are larger than 64 MiB");
    }

    @Test
    void nothingIsAnEmptyListOfPlays() {
        Adopted adopted = adopted(new HandMadeHost(), List.of(), false);
        assertThat(adopted.playbook(Map.of())).isEqualTo("""
                # What provisioner adopt found on web-1 that nobody accounted for.
                []
                """);
        assertThat(adopted(new HandMadeHost(), List.of(), true).playbook(Map.of()))
                .isEqualTo("""
                # What provisioner adopt found on web-1 that nobody accounted for.
                # Keep this file beside site.yml, which it imports.
                - import: site.yml
                """);
    }

    /** Any bytes that are text come through YAML, templates and secrets as they were. */
    @Test
    void oddContentsStayAsTheyAre() throws Exception {
        HandMadeHost host = new HandMadeHost();
        List<String> odd = List.of(
                "",
                "\n",
                "\n\n",
                "no newline",
                "two\n\n",
                "crlf\r\nlf\n",
                "\ttab\n",
                " blank first\n",
                "blank last \n",
                "$x ${y} $!z #if(true) #end ]]# #[[ \\$a \\\\\n",
                "\ufeffbom\n",
                "\u0001\u0085\u2028\n",
                "größe 😀\n",
                "true",
                "0644\n",
                "- a: b\n  c: [d\n");
        for (int i = 0; i < odd.size(); i++) {
            host.file("/etc/open/" + i, "root", 0644, odd.get(i)).file("/etc/shut/" + i, "root", 0600, odd.get(i));
        }
        List<Step> steps = compiled(adopted(host, List.of(), false)).steps();
        assertThat(steps).hasSize(2 * odd.size() + 2);
        assertThat(Planner.verify(steps, host.answers(Planner.queries(steps))))
                .extracting(StepPlan::outcome)
                .containsOnly(Outcome.UNCHANGED);
    }

    @Test
    void aStepThatWouldChangeSomethingIsNoneAndItsReasonIsSaid() {
        HandMadeHost host = new HandMadeHost()
                .link(
                        "/etc/systemd/system/multi-user.target.wants/tool.service",
                        "/usr/lib/systemd/system/tool.service")
                .file("/etc/of-nobody", "1234", 0644, "x\n");
        host.listeners.add(new Listener("tcp", "0.0.0.0:1", "tool", "/system.slice/tool.service"));
        assertThat(adopted(host, List.of(), false).undeclared())
                .extracting(Undeclared::title, Undeclared::reason)
                .containsExactly(
                        tuple("file /etc/of-nobody", "'owner' must be a name, found '1234'"),
                        tuple(
                                "file /etc/systemd/system/multi-user.target.wants/tool.service",
                                "a 'service' step would not leave it as it is: there is no unit 'tool.service' on this host; add a 'package' or 'systemd_unit' step for it before this one"),
                        tuple(
                                "socket tcp 0.0.0.0:1",
                                "a 'service' step would not leave it as it is: there is no unit 'tool.service' on this host; add a 'package' or 'systemd_unit' step for it before this one"));
    }
}
