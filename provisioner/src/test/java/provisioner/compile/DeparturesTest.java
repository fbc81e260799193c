package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program.HostProgram;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.plan.StepPlan;
import provisioner.resource.Assessment;
import provisioner.resource.Difference;
import provisioner.resource.Making;
import provisioner.resource.Step;
import provisioner.resource.Ways;
import provisioner.secret.Masker;
import provisioner.source.InvalidInputException;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.MadeNote;
import provisioner.state.Maker;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.EntriesState;
import provisioner.state.Observation.InsideState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.NotesState;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observation.WayState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.EntriesQuery;
import provisioner.state.Query.InsideQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.Query.WayQuery;

/** What a run makes of the notes on a host about roles that it no longer has. */
class DeparturesTest {
    private static final Maker WEB = new Maker("site.yml", "Web servers", "web", 1);
    private static final String DIGEST = "d1";

    @TempDir
    private Path directory = Path.of("");

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory)
                .standardTypes()
                .file("playbooks/roles/web/role.yml", """
                    description: A role.
                    parameters:
                      name: {type: string, default: a}
                    steps:
                      - {name: a file, file: {path: "/srv/$name/page", content: x}}
                    """)
                .file(Project.PLAYBOOK, """
                    - play: Everything
                      hosts: all
                      steps:
                        - {name: a file, file: {path: /etc/shared/ours, content: x}}
                        - {name: it runs, service: {name: shared}}
                        - {name: all of it, directory: {path: /etc/tree, exclusive: true}}
                    - play: Web servers
                      hosts: web
                      roles:
                        - web
                        - {role: web, with: {name: b}, when: $host.name == "web-2"}
                    - {import: more.yml}
                    """)
                .file("playbooks/more.yml", """
                    - play: More
                      hosts: web-1
                      steps: [{name: another, file: {path: /srv/more, content: x}}]
                    """);
    }

    private HostProgram host(String name) throws InvalidInputException {
        return project.compile().hosts().stream()
                .filter(host -> host.host().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Departures departures(String host) throws InvalidInputException {
        return host(host).departures().orElseThrow();
    }

    private static MadeNote note(String type, String name) {
        return new MadeNote(WEB, new Made(type, name, DIGEST));
    }

    private List<Step> steps(String host, MadeNote... notes) throws InvalidInputException {
        return departures(host).steps(new NotesState(List.of(notes), List.of()), Set.of());
    }

    private static List<String> titles(List<Step> steps) {
        return steps.stream().map(step -> step.resource().title()).toList();
    }

    @Test
    void stepsAreMadeInTheNameOfARoleInThePlayAsItIsWritten() throws InvalidInputException {
        assertThat(host("web-2").steps().stream().map(step -> step.maker().orElseThrow()))
                .containsExactly(
                        new Maker("site.yml", "Everything", "", 0),
                        new Maker("site.yml", "Everything", "", 0),
                        new Maker("site.yml", "Everything", "", 0),
                        WEB,
                        new Maker("site.yml", "Web servers", "web", 2));
        assertThat(host("web-1").steps().getLast().maker()).contains(new Maker("site.yml", "More", "", 0));
    }

    @Test
    void aHostIsAskedForTheNotesOfAllOthersInThePlays() throws InvalidInputException {
        TreeSet<String> plays = new TreeSet<>(
                Stream.of(new Maker("site.yml", "Everything", "", 0), WEB, new Maker("site.yml", "More", "", 0))
                        .map(maker -> Maker.directory(maker.playbook(), maker.play()))
                        .toList());
        assertThat(departures("db-1").query().plays()).isEqualTo(plays);
        assertThat(departures("db-1").query().present())
                .containsExactly(new Maker("site.yml", "Everything", "", 0).directory());
        assertThat(departures("web-1").query().present())
                .as("also a role whose condition does not hold")
                .contains(WEB.directory(), new Maker("site.yml", "Web servers", "web", 2).directory());
        assertThat(departures("web-2").query().present())
                .contains(WEB.directory(), new Maker("site.yml", "Web servers", "web", 2).directory());
    }

    @Test
    void aRunThatLeavesOutHostsOrStepsAsksNothing() throws InvalidInputException {
        assertThat(host("web-1").departures()).isPresent();
        project.steps("another");
        assertThat(host("web-1").departures()).isEmpty();
        project.steps().limit("web-1");
        assertThat(host("web-1").departures()).isEmpty();
    }

    @Test
    void whatStartsOthersGoesFirstAndDirectoriesLast() throws InvalidInputException {
        List<Step> steps = steps(
                "db-1",
                note("directory", "/srv/a"),
                note("file", "/srv/a/b/page"),
                note("service", "web.service"),
                note("directory", "/srv/a/b"),
                note("systemd_unit", "/etc/systemd/system/web.service"),
                note("systemd_unit", "/etc/systemd/system/other.service.d/ours.conf"),
                note("config_set", "/etc/web"),
                note("symlink", "/etc/link"),
                note("service", "web.timer"));
        assertThat(titles(steps))
                .containsExactly(
                        "service web.timer",
                        "service web.service",
                        "file /srv/a/b/page",
                        "config_set /etc/web",
                        "systemd_unit web.service",
                        "systemd_unit other.service ours",
                        "symlink /etc/link",
                        "directory /srv/a/b",
                        "directory /srv/a",
                        "notes");
        assertThat(steps.getFirst().name())
                .isEqualTo("service web.timer of the role web of the play 'Web servers' is gone");
        assertThat(steps).allSatisfy(step -> {
            assertThat(step.play()).isEqualTo(Departures.PLAY);
            assertThat(step.playIndex()).isEqualTo(3);
            assertThat(step.location().file()).isEqualTo("playbooks/site.yml");
        });
        assertThat(steps.stream().map(Step::id)).doesNotHaveDuplicates();
    }

    @Test
    void whatAStepIsAboutStays() throws InvalidInputException {
        assertThat(titles(steps(
                        "db-1",
                        note("file", "/etc/shared/ours"),
                        note("directory", "/etc/shared"),
                        note("service", "shared.service"),
                        note("directory", "/etc/tree"))))
                .containsExactly("notes");
    }

    /** What takes a unit's file away stops the unit. */
    @Test
    void theFileOfAUnitThatAStepIsAboutStays() throws InvalidInputException {
        assertThat(titles(steps("db-1", note("systemd_unit", "/etc/systemd/system/shared.service"))))
                .containsExactly("notes");
        assertThat(titles(steps("db-1", note("systemd_unit", "/etc/systemd/system/other.service"))))
                .containsExactly("systemd_unit other.service", "notes");
    }

    @Test
    void aUnitThatAStepCallsOtherwiseStays() throws InvalidInputException {
        NotesState notes = new NotesState(List.of(note("service", "real.service")), List.of());
        assertThat(titles(departures("db-1").steps(notes, Set.of("unit real.service"))))
                .containsExactly("notes");
        assertThat(titles(departures("db-1").steps(notes, Set.of()))).hasSize(2);
    }

    @Test
    void whatMustStayOnEveryHostStaysWhateverANoteSays() throws InvalidInputException {
        List<Step> steps = steps(
                "db-1",
                note("file", "/etc/passwd"),
                note("file", "relative"),
                note("file", "/var/lib/provisioner/notes/x"),
                note("directory", "/etc"),
                note("directory", "/"),
                note("service", "ssh.service"),
                note("systemd_unit", "/etc/systemd/system/ssh.service"),
                note("systemd_unit", "/etc/passwd"),
                note("config_set", "/etc/ssh"),
                note("package", "sudo"),
                note("command", "rm -rf /"),
                note("mysql_database", "app"),
                note("nonsense", "x"));
        assertThat(titles(steps)).containsExactly("notes");
    }

    /** A host with a note of a file, of the directory that it is in, and of a package. */
    private final class Departed {
        private final List<MadeNote> notes = new ArrayList<>(
                List.of(note("file", "/srv/a/page"), note("directory", "/srv/a"), note("service", "web.service")));
        private PathState page = new RegularFile(new Ownership("root", "root", 0644), 1, DIGEST);
        private UnitState unit = UnitState.notFound();
        private final TreeSet<String> inside = new TreeSet<>(List.of("page"));

        List<StepPlan> plan() throws InvalidInputException {
            Departures departures = departures("db-1");
            Observed.Builder noted = Observed.builder();
            noted.put(departures.query(), new NotesState(notes, List.of("x/damaged")));
            List<Step> steps = departures.steps(noted.build());
            Observed.Builder all = Observed.builder();
            all.put(departures.query(), new NotesState(notes, List.of("x/damaged")));
            steps.stream()
                    .flatMap(step -> Ways.queries(step.resource()).stream())
                    .forEach(query -> answer(query, all));
            return Planner.plan(steps, all.build());
        }

        private void answer(Query<?> query, Observed.Builder into) {
            switch (query) {
                case PathQuery q when q.path().equals("/srv/a/page") -> into.put(q, page);
                case PathQuery q -> into.put(q, new Directory(new Ownership("root", "root", 0755)));
                case EntriesQuery q -> into.put(q, new EntriesState("inodes"));
                case InsideQuery q -> into.put(q, new InsideState(inside));
                case UnitQuery q -> into.put(q, unit);
                case WayQuery q -> into.put(q, WayState.ROOTS);
                default -> assertThat(query).isInstanceOf(Query.NotesQuery.class);
            }
        }
    }

    private static List<String> said(List<StepPlan> plans) {
        return plans.stream()
                .flatMap(plan -> Difference.summaries(plan.differences(), Masker.of(java.util.Set.of())).stream())
                .toList();
    }

    @Test
    void whatIsAsItWasMadeGoesWithTheDirectoryThatItLeavesEmpty() throws InvalidInputException {
        List<StepPlan> plans = new Departed().plan();
        assertThat(plans.stream().map(StepPlan::outcome))
                .containsExactly(Outcome.UNCHANGED, Outcome.WOULD_CHANGE, Outcome.WOULD_CHANGE, Outcome.WOULD_CHANGE);
        assertThat(plans.stream().map(StepPlan::removes)).containsExactly(false, true, true, false);
        assertThat(said(plans))
                .containsExactly(
                        "file: 1 bytes → nothing",
                        "directory: empty → nothing",
                        "notes: 4 → settled",
                        "a note could not be read and goes: x/damaged");
    }

    @Test
    void whatWasChangedSinceStaysAndIsNamed() throws InvalidInputException {
        Departed host = new Departed();
        host.page = new RegularFile(new Ownership("root", "root", 0644), 1, "another");
        List<StepPlan> plans = host.plan();
        assertThat(plans.stream().map(StepPlan::outcome))
                .containsExactly(Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.WOULD_CHANGE);
        assertThat(said(plans))
                .contains(
                        "stays: /srv/a/page, which somebody has changed since: rm /srv/a/page",
                        "stays: /srv/a and what is in it: rm -r /srv/a");
    }

    @Test
    void whatIsGoneAlreadyIsNotNamed() throws InvalidInputException {
        Departed host = new Departed();
        host.page = new Missing();
        host.inside.clear();
        assertThat(said(host.plan()))
                .containsExactly(
                        "directory: empty → nothing",
                        "notes: 4 → settled",
                        "a note could not be read and goes: x/damaged");
    }

    @Test
    void aServiceIsStoppedOnceNobodyIsConnected() throws InvalidInputException {
        Departed host = new Departed();
        host.unit = new UnitState("loaded", "active", "running", "enabled", false, "i", 1);
        StepPlan stop = host.plan().getFirst();
        assertThat(stop.removes()).isTrue();
        assertThat(stop.assessment().toString()).contains("script");
        assertThat(said(List.of(stop))).containsExactly("enabled: enabled → disabled", "state: active → stopped");
    }

    @Test
    void notesThatCannotBeReadFailTheStep() throws InvalidInputException {
        Departures departures = departures("db-1");
        Observed.Builder none = Observed.builder();
        none.refuse(departures.query(), "open to others");
        List<StepPlan> plans = Planner.plan(departures.steps(none.build()), none.build());
        assertThat(plans).hasSize(1);
        assertThat(plans.getFirst().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(plans.getFirst().because()).isEqualTo("open to others");
    }

    @Test
    void aHostThatLeftNothingHasNoSteps() throws InvalidInputException {
        Departures departures = departures("db-1");
        Observed.Builder none = Observed.builder();
        none.put(departures.query(), NotesState.NONE);
        assertThat(departures.steps(none.build())).isEmpty();
        assertThat(project.compile().playsWith(List.of())).hasSize(3);
        assertThat(project.compile().playsWith(List.of("db-1")).getLast())
                .isEqualTo(new Program.ProgramPlay(3, Departures.PLAY, List.of("db-1"), 1, Optional.empty()));
    }

    /** What steps note, and what becomes of it on a host that lost them. */
    @Test
    void whatOthersOwnIsTakenAwayInTheirName() throws InvalidInputException {
        Made file = new Made("file", "/srv/app/page", "d1 app");
        Made link = new Made("symlink", "/srv/app/link", "app link to what link is");
        List<Step> steps = steps("db-1", new MadeNote(WEB, file), new MadeNote(WEB, link));
        assertThat(steps.stream()
                        .limit(2)
                        .map(step -> step.resource()
                                .actsFor(new Prediction(Observed.builder().build()))))
                .containsExactly("app", "app");
        assertThat(steps.stream().limit(2).map(Step::resource))
                .satisfiesExactly(
                        first -> assertThat(first).hasFieldOrPropertyWithValue("digest", "d1"),
                        second -> assertThat(second).hasFieldOrPropertyWithValue("digest", "link to what link is"));
    }

    @Test
    void whatAStepFindsThereIsNotNoted() throws InvalidInputException {
        Step step = host("db-1").steps().getFirst();
        assertThat(makes(step, new Missing()))
                .containsExactly(new Making(
                        new Made("file", "/etc/shared/ours", Bytes.utf8("x").sha256()), true));
        assertThat(makes(step, new RegularFile(new Ownership("root", "root", 0644), 1, DIGEST)))
                .containsExactly(new Making(
                        new Made("file", "/etc/shared/ours", Bytes.utf8("x").sha256()), false));
        assertThat(makes(step, new Symlink("elsewhere"))).isEmpty();
    }

    private static List<Making> makes(Step step, PathState there) {
        Observed.Builder observed = Observed.builder();
        step.queries().forEach(query -> {
            switch (query) {
                case PathQuery q when q.path().equals("/etc/shared/ours") -> observed.put(q, there);
                case PathQuery q -> observed.put(q, new Directory(new Ownership("root", "root", 0755)));
                case Query.ContentQuery q -> observed.put(q, new NoContent());
                case WayQuery q -> observed.put(q, WayState.ROOTS);
                default -> throw new AssertionError(query);
            }
        });
        return step.resource().assess(new Prediction(observed.build())) instanceof Assessment.Differs differs
                ? differs.makes()
                : List.of();
    }
}
