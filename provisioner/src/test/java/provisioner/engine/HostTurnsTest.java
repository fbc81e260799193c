package provisioner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.plan.Outcome;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.Destination;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;
import provisioner.resource.CheckStep;
import provisioner.resource.RealHost;
import provisioner.resource.Step;
import provisioner.resource.Topology;
import provisioner.resource.check.SucceedsCheck;
import provisioner.resource.check.VirtualAddressCheck;
import provisioner.secret.Masker;
import provisioner.source.Location;

/** This machine under many names: how many are connected at a time, and that nothing else follows from that. */
class HostTurnsTest {
    private static final int HOSTS = 7;
    private static final int FEW = 2;
    private static final Location AT = Location.ofFile("p.yml");

    @TempDir
    private Path directory = Path.of("");

    private final List<Event> events = new ArrayList<>();
    private List<CheckStep> shared = List.of();
    private long most;

    @BeforeEach
    void files() throws Exception {
        Files.writeString(directory.resolve("same"), "same\n");
        Files.writeString(directory.resolve("other"), "other\n");
    }

    private Step step(String name, String content) {
        return new Step(
                name,
                "a play",
                0,
                name,
                RealHost.resource("file: {path: %s, content: \"%s\\n\"}".formatted(directory.resolve(name), content)),
                AT,
                Duration.ofMinutes(1),
                0,
                Optional.empty());
    }

    private HostProgram host(String name, String check) {
        Destination here = new Destination(
                name,
                name,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        List<CheckStep> checks = check.isEmpty()
                ? List.of()
                : List.of(
                        new CheckStep(name, false, 0, "a check", new SucceedsCheck(check, Duration.ZERO), AT),
                        new CheckStep(name, false, 0, "another", new SucceedsCheck(check, Duration.ZERO), AT));
        return new HostProgram(here, name, Map.of(), List.of(step("same", "same"), step("other", "changed")), checks);
    }

    private static String name(int host) {
        return "host-" + host;
    }

    private Engine engine(int parallel, String check) {
        Program program = new Program(
                "p.yml",
                List.of(),
                IntStream.range(0, HOSTS).mapToObj(i -> host(name(i), check)).toList(),
                shared,
                List.of(),
                Set.of(),
                new TreeMap<>(),
                () -> {
                    throw new UnsupportedOperationException(Topology.class.getName());
                },
                List.of());
        Map<String, Target> targets = new LinkedHashMap<>();
        IntStream.range(0, HOSTS)
                .forEach(i -> targets.put(
                        name(i),
                        Target.withoutSsh(
                                ConnectionKind.LOCAL,
                                name(i),
                                name(i),
                                System.getProperty("user.name"),
                                Optional.empty(),
                                Timeouts.defaults(),
                                Optional.empty())));
        RunOptions options = new RunOptions(
                parallel,
                "run",
                "who",
                targets,
                PassphrasePrompt.none(),
                Masker.none(),
                () -> false,
                false,
                Optional.empty(),
                Optional.empty());
        events.clear();
        most = 0;
        return new Engine(program, options, this::heard);
    }

    /** A connection to this machine is a process. */
    private void heard(Event event) {
        events.add(event);
        most = Math.max(most, ProcessHandle.current().children().count());
    }

    /** What is said in an order that is the same in each run. */
    private List<String> steps() {
        return events.stream()
                .filter(Event.StepEnded.class::isInstance)
                .map(Event.StepEnded.class::cast)
                .map(ended -> ended.host() + " " + ended.report().step().name() + " "
                        + ended.report().outcome().word() + " "
                        + ended.report().differences().size())
                .toList();
    }

    private static List<String> expected(String word) {
        return IntStream.range(0, HOSTS)
                .boxed()
                .flatMap(i -> List.of(name(i) + " same unchanged 0", name(i) + " other " + word + " 1").stream())
                .toList();
    }

    private List<Integer> exchanges(Summary summary) {
        return summary.hosts().stream()
                .map(Summary.HostSummary::exchanges)
                .distinct()
                .toList();
    }

    @Test
    void noMoreHostsAreConnectedThanAtATime() throws Exception {
        Engine.Result plan = engine(FEW, "true").plan(false);
        assertThat(steps()).isEqualTo(expected("would-change"));
        assertThat(exchanges(plan.summary())).containsExactly(1);
        assertThat(plan.plans()).isEmpty();
        assertThat(most).isBetween(1L, (long) FEW);

        Summary verify = engine(FEW, "").verify().summary();
        assertThat(steps()).isEqualTo(expected("drifted"));
        assertThat(exchanges(verify)).containsExactly(1);
        assertThat(verify.exitCode()).isEqualTo(2);
        assertThat(most).isBetween(1L, (long) FEW);
    }

    @Test
    void aPlanThatIsKeptIsWhole() throws Exception {
        Map<String, HostPlan> plans = engine(FEW, "").plan(true).plans();
        assertThat(plans.keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, HOSTS).mapToObj(HostTurnsTest::name).toList());
        assertThat(plans.values()).allSatisfy(plan -> {
            assertThat(plan.steps())
                    .extracting(step -> step.outcome())
                    .containsExactly(Outcome.UNCHANGED, Outcome.WOULD_CHANGE);
            assertThat(plan.observed().queries()).isNotEmpty();
        });
    }

    @Test
    void checksOfAHostUseItsTurn() throws Exception {
        Summary few = engine(FEW, "true").verify().summary();
        assertThat(few.checksPassed()).isEqualTo(2 * HOSTS);
        assertThat(few.checksFailed()).isZero();
        assertThat(exchanges(few)).containsExactly(1);
        assertThat(steps()).isEqualTo(expected("drifted"));
        assertThat(firstOf(Event.CheckStarted.class)).isGreaterThan(lastOf(Event.StepEnded.class));
        assertThat(most).isBetween(1L, (long) FEW);
        assertThat(events).noneMatch(Event.HostNote.class::isInstance);

        Summary all = engine(HOSTS, "true").verify().summary();
        assertThat(all.checksPassed()).isEqualTo(2 * HOSTS);
        assertThat(exchanges(all)).containsExactly(1);
        assertThat(steps()).isEqualTo(expected("drifted"));
    }

    /** Where there are more, the promise of one connection stands below that of how many there are at a time. */
    @Test
    void checksOfSeveralHostsConnectAgainOnlyWhereThereAreMoreHosts() throws Exception {
        shared = List.of(new CheckStep(
                "host-0",
                true,
                0,
                "one has the address",
                new VirtualAddressCheck("127.0.0.1", List.of("host-3"), Duration.ZERO),
                AT));
        Summary few = engine(FEW, "true").verify().summary();
        assertThat(few.checksPassed()).isEqualTo(2 * HOSTS + 1);
        assertThat(few.hosts())
                .allSatisfy(host ->
                        assertThat(host.exchanges()).isEqualTo(host.host().equals("host-3") ? 2 : 1));
        assertThat(most).isBetween(1L, (long) FEW);

        Summary all = engine(HOSTS, "true").verify().summary();
        assertThat(all.checksPassed()).isEqualTo(2 * HOSTS + 1);
        assertThat(exchanges(all)).containsExactly(1);
    }

    private int firstOf(Class<? extends Event> type) {
        return events.indexOf(
                events.stream().filter(type::isInstance).findFirst().orElseThrow());
    }

    private int lastOf(Class<? extends Event> type) {
        return events.lastIndexOf(
                events.reversed().stream().filter(type::isInstance).findFirst().orElseThrow());
    }

    /** What many hosts have alike is held once. */
    @Test
    void equalDifferencesAreOneObject() throws Exception {
        engine(FEW, "").verify();
        assertThat(events.stream()
                        .filter(Event.StepEnded.class::isInstance)
                        .map(event -> ((Event.StepEnded) event).report().differences())
                        .filter(differences -> !differences.isEmpty())
                        .map(System::identityHashCode)
                        .distinct())
                .hasSize(1);
    }
}
