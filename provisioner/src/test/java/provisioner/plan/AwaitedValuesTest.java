package provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import provisioner.plan.Planner.Awaited;
import provisioner.plan.Planner.HostInput;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.resource.HostValue;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.source.Location;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.OwnState;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.OwnQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** What follows from another host's value is open as long as that value is. */
class AwaitedValuesTest {
    private static final PathQuery VERSION = new PathQuery("/version");
    private static final PathQuery NOTE = new PathQuery("/note");

    private record Link(PathQuery path, String target) implements Resource {
        @Override
        public String title() {
            return "link";
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of(path);
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Assessment assess(StateView state) {
            return state.get(path).equals(new Symlink(target))
                    ? new Assessment.InSync()
                    : new Assessment.Differs(
                            List.of(Difference.of("target", "", target)),
                            Action.Script.of(":"),
                            List.of(new Becomes<>(path, new Symlink(target))),
                            state.settled(path),
                            "");
        }
    }

    private record Read(String variable, OwnQuery query) implements HostValue {
        @Override
        public String title() {
            return "read";
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of(query);
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public boolean isSecret() {
            return false;
        }

        @Override
        public Told told(StateView state) {
            return Told.of("x");
        }

        @Override
        public Assessment assess(StateView state) {
            return state.settled(query)
                    ? new Assessment.InSync()
                    : new Change()
                            .differs(variable, "x", "another")
                            .unsettles(new Extent.LaterSteps())
                            .becomes(query, state.get(query))
                            .certain(false)
                            .assessment();
        }
    }

    private final SequencedMap<String, HostInput> hosts = new LinkedHashMap<>();

    private static OwnQuery content(PathQuery of) {
        return new OwnQuery("read", of.path(), new TreeSet<>(), new TreeSet<>(Set.of("path " + of.path())));
    }

    private static Step step(int play, String name, Resource resource) {
        return new Step(
                play + name,
                "play " + play,
                play,
                name,
                resource,
                Location.ofFile("p.yml"),
                Duration.ofMinutes(1),
                0,
                Optional.empty());
    }

    private void host(String name, List<Awaited> awaited, Step... steps) {
        Observed observed = Observed.builder()
                .put(VERSION, new Symlink("1"))
                .put(NOTE, new Symlink("1"))
                .put(content(VERSION), new OwnState(new TreeMap<>(), ""))
                .put(content(NOTE), new OwnState(new TreeMap<>(), ""))
                .build();
        hosts.put(name, new HostInput(List.of(steps), observed, "", awaited));
    }

    private List<String> plan() {
        List<String> lines = new ArrayList<>();
        assertThat(PlannedTogetherTest.byGroups(hosts)).isEqualTo(Planner.plan(hosts));
        Planner.plan(hosts)
                .forEach((host, plans) -> plans.forEach(plan -> lines.add(host + " "
                        + plan.step().name() + " " + plan.outcome().word()
                        + (plan.because().isEmpty() ? "" : ": " + plan.because()))));
        return lines;
    }

    /** The hosts in the order in which the later one is planned first. */
    private void hosts(String version) {
        host(
                "web",
                List.of(new Awaited(2, "db", "version")),
                step(1, "before", new Link(NOTE, "1")),
                step(2, "note", new Link(NOTE, "1")),
                step(3, "later", new Link(NOTE, "2")));
        host(
                "db",
                List.of(),
                step(0, "upgrade", new Link(VERSION, version)),
                step(1, "the version is known", new Read("version", content(VERSION))));
    }

    @Test
    void anOpenValueMayChangeAllThatFollowsOnOtherHosts() {
        hosts("2");
        assertThat(plan())
                .containsExactly(
                        "web before unchanged",
                        "web note may-change: the version is known (db)",
                        "web later may-change: the version is known (db)",
                        "db upgrade would-change",
                        "db the version is known may-change: upgrade");
    }

    @Test
    void aCertainValueLeavesItCertain() {
        hosts("1");
        assertThat(plan())
                .containsExactly(
                        "web before unchanged",
                        "web note unchanged",
                        "web later would-change",
                        "db upgrade unchanged",
                        "db the version is known unchanged");
    }

    /** The play that uses the value has no steps with the value that is known now. */
    @Test
    void itIsSoInPlaysThatHaveNoStepsYet() {
        host("web", List.of(new Awaited(2, "db", "version")), step(4, "later", new Link(NOTE, "2")));
        host(
                "db",
                List.of(),
                step(0, "upgrade", new Link(VERSION, "2")),
                step(1, "the version is known", new Read("version", content(VERSION))));
        assertThat(plan()).contains("web later may-change: the version is known (db)");
    }

    /** A third host's value may depend on it in turn. */
    @Test
    void anOpenValueLeavesThoseOpenThatAreReadAfterIt() {
        hosts("2");
        host(
                "web",
                List.of(new Awaited(2, "db", "version")),
                step(2, "the note is known", new Read("note", content(NOTE))));
        host("app", List.of(new Awaited(3, "web", "note")), step(3, "a copy", new Link(VERSION, "1")));
        assertThat(plan()).contains("app a copy may-change: the note is known (web)");
    }
}
