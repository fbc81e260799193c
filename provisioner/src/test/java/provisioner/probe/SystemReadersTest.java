package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Bytes;
import provisioner.state.Observation.GuardState;
import provisioner.state.Observation.HostFacts;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.LocaleState;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observation.Shadow;
import provisioner.state.Observation.UnitOrigin;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.GroupQuery;
import provisioner.state.Query.GuardQuery;
import provisioner.state.Query.LoadedQuery;
import provisioner.state.Query.PackageQuery;
import provisioner.state.Query.ShellQuery;
import provisioner.state.Query.SysctlQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.Query.UserQuery;

/** The readers' scripts on the machine that runs the tests, in the shells that a host may have as its sh. */
final class SystemReadersTest {
    @TempDir
    Path directory;

    private static Observed ask(String shell, ShellQuery<?>... queries) throws Exception {
        return new LocalHost(shell).observe(List.of(queries));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void packagesOfThisMachine(String shell) throws Exception {
        PackageQuery there = new PackageQuery("dpkg");
        PackageQuery gone = new PackageQuery("no-such-package-at-all");
        Observed observed = ask(shell, there, gone);
        assertThat(observed.get(there).installed()).isPresent();
        assertThat(observed.get(gone).installed()).isEmpty();
        assertThat(observed.get(gone).candidate()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void usersAndGroups(String shell) throws Exception {
        UserQuery root = new UserQuery("root");
        UserQuery nobody = new UserQuery("no'such\"user $(id)");
        GroupQuery group = new GroupQuery("root");
        GroupQuery none = new GroupQuery("no such group");
        Observed observed = ask(shell, root, nobody, group, none);
        assertThat(observed.get(root).account().orElseThrow().home()).isEqualTo("/root");
        assertThat(observed.get(root).account().orElseThrow().group()).isEqualTo("root");
        assertThat(observed.get(nobody).account()).isEmpty();
        assertThat(observed.get(group).gid()).hasValue(0);
        assertThat(observed.get(none).gid()).isEmpty();
    }

    /** With a program of the test's in place of the machine's. */
    private LocalHost withProgram(String shell, String name, String script) throws IOException {
        Path program = Files.writeString(directory.resolve(name), script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new LocalHost(shell, Map.of("PATH", directory + ":" + System.getenv("PATH")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void whatIsKeptOfPasswordsIsADigest(String shell) throws Exception {
        LocalHost host = withProgram(shell, "getent", """
                #!/bin/sh
                echo 'ann:$6$salt$hash:20000:0:99999:7::47481:'
                echo 'bob:!:20000:0:99999:7:::'
                echo 'eve:*:20000:0:99999:7::-1:'
                exit 2
                """);
        Query.ShadowQuery ann = new Query.ShadowQuery("ann");
        Query.ShadowQuery bob = new Query.ShadowQuery("bob");
        Query.ShadowQuery eve = new Query.ShadowQuery("eve");
        Query.ShadowQuery none = new Query.ShadowQuery("no such");
        Observed observed = host.observe(List.of(ann, bob, eve, none));
        assertThat(observed.get(ann).entry()).contains(Shadow.of("$6$salt$hash", OptionalInt.of(47_481)));
        assertThat(observed.get(ann).toString()).doesNotContain("salt");
        assertThat(observed.get(bob).entry()).contains(Shadow.locked());
        assertThat(observed.get(eve).entry()).contains(Shadow.of("*", OptionalInt.empty()));
        assertThat(observed.get(none).entry()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void locales(String shell) throws Exception {
        LocalHost host = withProgram(shell, "locale", """
                #!/bin/sh
                printf '%s\\n' C C.utf8 POSIX de_DE.utf8 de_DE.iso885915@euro xx
                """);
        Query.LocaleQuery german = new Query.LocaleQuery("de_DE.UTF-8");
        Query.LocaleQuery euro = new Query.LocaleQuery("de_DE.ISO-8859-15@euro");
        Query.LocaleQuery none = new Query.LocaleQuery("x");
        Observed observed = host.observe(List.of(german, euro, none));
        assertThat(observed.get(german).available()).isTrue();
        assertThat(observed.get(euro).available()).isTrue();
        assertThat(observed.get(none)).isEqualTo(new LocaleState(Optional.empty(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void kernelParameters(String shell) throws Exception {
        SysctlQuery pid = new SysctlQuery("kernel.pid_max");
        SysctlQuery range = new SysctlQuery("net.ipv4.ip_local_port_range");
        SysctlQuery none = new SysctlQuery("kernel.no_such");
        Observed observed = ask(shell, pid, range, none);
        assertThat(observed.get(pid).value().orElseThrow()).matches("\\d{3,}");
        assertThat(observed.get(range).value().orElseThrow()).matches("\\d+ \\d+");
        assertThat(observed.get(none).value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void guardsRunApartWithoutInput(String shell) throws Exception {
        GuardQuery passes = new GuardQuery("echo said; test \"it's\" = 'it'\\''s'");
        GuardQuery fails = new GuardQuery("echo 'no good' >&2\nexit 3");
        GuardQuery reads = new GuardQuery("cat; test -z \"$(cat)\"");
        GuardQuery unknown = new GuardQuery("no-such-command-at-all");
        GuardQuery broken = new GuardQuery("if");
        GuardQuery closes = new GuardQuery("frame=1; echo 'frame guard.0 =0' >&4");
        Observed observed = ask(shell, passes, fails, reads, unknown, broken, closes);
        assertThat(observed.get(passes)).isEqualTo(new GuardState(0, ""));
        assertThat(observed.get(fails)).isEqualTo(new GuardState(3, "no good"));
        assertThat(observed.get(reads).exit()).isZero();
        assertThat(observed.get(unknown).couldNotRun()).isTrue();
        assertThat(observed.get(broken).exit()).isNotZero();
        assertThat(observed.get(closes).exit()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aGuardsTextIsNotInProcessArguments(String shell) throws Exception {
        GuardQuery looks = new GuardQuery("secret=hunter22; ! tr '\\0' ' ' </proc/$$/cmdline | grep -q hunter22");
        assertThat(ask(shell, looks).get(looks)).isEqualTo(new GuardState(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void whatIsLoadedFollowsLinks(String shell) throws Exception {
        Path release = Files.createDirectories(directory.resolve("releases/1"));
        Files.writeString(release.resolve("a 'b'.conf"), "one");
        Path current = Files.createSymbolicLink(directory.resolve("current"), release);
        Files.createSymbolicLink(directory.resolve("broken"), Path.of("nowhere"));
        String path = current.resolve("a 'b'.conf").toString();
        LoadedQuery tree = new LoadedQuery("x.service", "reload", List.of(current.toString(), directory + "/broken"));
        LoadedQuery file = new LoadedQuery("x.service", "restart", List.of(path));
        LoadedQuery none = new LoadedQuery("y.service", "restart", List.of("/no/such/file"));
        Observed observed = ask(shell, tree, file, none);
        String digest = Bytes.utf8("one").sha256();
        assertThat(observed.get(tree).current()).containsExactly(java.util.Map.entry(path, digest));
        assertThat(observed.get(file).current()).containsExactly(java.util.Map.entry(path, digest));
        assertThat(observed.get(none).current()).isEmpty();
        assertThat(observed.get(none).newestChange()).isZero();
        assertThat(observed.get(tree).recorded()).isEmpty();

        long before = observed.get(file).newestChange();
        assertThat(Instant.ofEpochMilli(before / 1000)).isBetween(Instant.now().minusSeconds(60), Instant.now());
        Thread.sleep(Duration.ofMillis(50));
        Files.delete(current);
        Files.createSymbolicLink(current, release);
        LoadedState after = ask(shell, file).get(file);
        assertThat(after.newestChange()).as("a moved link counts").isGreaterThan(before);
        assertThat(after.current()).isEqualTo(observed.get(file).current());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void factsOfThisMachine(String shell) throws Exception {
        HostFacts facts = ask(shell, new FactsQuery()).get(new FactsQuery());
        assertThat(facts.facts())
                .containsKeys("distribution", "version", "suite", "architecture", "kernel", "hostname", "cpus")
                .doesNotContainKey("clock");
        assertThat(Long.parseLong(facts.facts().get("memory"))).isGreaterThan(64L << 20);
        assertThat(facts.clock()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aWholeProbeIsSyntacticallyRight(String shell) throws IOException, InterruptedException {
        String script = Probe.of(List.of(new UnitQuery("a'b.service"), new PackageQuery("x"), new FactsQuery()))
                .script();
        Process sh = new ProcessBuilder(shell, "-n").redirectErrorStream(true).start();
        try (var in = sh.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(sh.waitFor()).isZero();
    }

    @org.junit.jupiter.api.Test
    void unitsInTheOrderOfTheQuestion() throws ProbeException {
        Answers answers = new Answers();
        answers.add("unit", Bytes.utf8("""
                InvocationID=abc
                LoadState=loaded
                ActiveState=active
                SubState=running
                UnitFileState=disabled
                Id=a.service
                FragmentPath=/lib/systemd/system/a.service
                SourcePath=
                DropInPaths=
                NeedDaemonReload=yes
                StateChangeTimestamp=Sat 2026-11-21 08:40:52.342176 UTC
                InactiveExitTimestamp=Sat 2026-11-21 08:40:52.000001 UTC
                Install=yes
                Linked=
                Also=

                InvocationID=
                Id=b.service
                FragmentPath=
                SourcePath=
                DropInPaths=
                LoadState=not-found
                ActiveState=inactive
                SubState=dead
                UnitFileState=
                NeedDaemonReload=no
                StateChangeTimestamp=
                InactiveExitTimestamp=
                Install=
                Linked=
                Also=

                Files= a.service
                All=
                """));
        answers.add("unit.states", Bytes.utf8("enabled\n"));
        answers.add("unit.rc", Bytes.utf8("/etc/rc[S5].d/S*\n"));
        List<UnitQuery> queries = List.of(new UnitQuery("a.service"), new UnitQuery("b.service"));
        Observed.Builder into = Observed.builder();
        new UnitReader().read(queries, answers, into);
        assertThat(into.build().get(queries.get(0)))
                .isEqualTo(new UnitState(
                                "loaded",
                                "active",
                                "running",
                                "enabled",
                                true,
                                "abc",
                                1795250452342176L,
                                1795250452000001L)
                        .from(new UnitOrigin("", "/lib/systemd/system/a.service", List.of(), "", true, List.of())));
        assertThat(into.build().get(queries.get(1)).exists()).isFalse();
    }

    @org.junit.jupiter.api.Test
    void packagesThatAptSpeaksOf() throws ProbeException {
        Answers answers = new Answers();
        answers.add(
                "package.status",
                Bytes.utf8(
                        "a\tamd64\tii \t1.0\na\ti386\tii \t0.9\nc\tall\trc \t2\ndpkg\tamd64\tii \t1\nh\tall\thi \t3\n"
                                + "l\tall\tiF \t4\n"));
        answers.add("package.automatic", Bytes.utf8("a:amd64\n"));
        answers.add("package.asked", Bytes.utf8("c d e l"));
        answers.add("package.lists", Bytes.utf8("61"));
        answers.add("package.policy", Bytes.utf8("""
                c:
                  Installed: (none)
                  Candidate: 2.1
                  Version table:
                     2.1 500
                e:
                  Installed: (none)
                  Candidate: (none)
                """));
        answers.add("package.blocked", Bytes.utf8("c E: Unable to correct problems"));
        answers.add("package.providers", Bytes.utf8("e postfix\ne exim4"));
        List<PackageQuery> queries = List.of("a", "c", "e", "h", "l", "a:i386", "h:amd64").stream()
                .map(PackageQuery::new)
                .toList();
        Observed.Builder into = Observed.builder();
        new PackageReader().read(queries, answers, into);
        List<PackageState> states =
                queries.stream().map(q -> into.build().get(q)).toList();
        assertThat(states.stream().map(PackageState::installed).map(v -> v.orElse("-")))
                .containsExactly("1.0", "-", "-", "3", "-", "0.9", "3");
        assertThat(states.stream().map(PackageState::candidate).map(v -> v.orElse("-")))
                .containsExactly("-", "2.1", "-", "-", "-", "-", "-");
        assertThat(states.get(0).automatic()).isTrue();
        assertThat(states.get(5).automatic()).isFalse();
        assertThat(states.stream().map(PackageState::held))
                .containsExactly(false, false, false, true, false, false, true);
        assertThat(states.get(1).apt().blocked()).contains("E: Unable to correct problems");
        assertThat(states.get(1).apt().versions()).containsExactly("2.1");
        assertThat(states.get(2).apt().providers()).containsExactly("postfix", "exim4");
    }

    @org.junit.jupiter.api.Test
    void aTimeThatCannotBeReadIsAnError() {
        assertThatThrownBy(() -> UnitReader.time(Map.of("T", "yesterday"), "T"))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("yesterday");
    }
}
