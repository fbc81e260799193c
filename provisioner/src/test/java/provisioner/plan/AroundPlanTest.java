package provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import provisioner.plan.Planner.HostInput;
import provisioner.resource.Action;
import provisioner.resource.Around;
import provisioner.resource.Around.Phase;
import provisioner.resource.Assessment;
import provisioner.resource.Delegation;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.source.Location;
import provisioner.state.Effect.Becomes;
import provisioner.state.Observation.GuardState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.GuardQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** A balancer with a link that says whether "app" is in or out, and steps on "app" around which it is moved. */
class AroundPlanTest {
    private static final PathQuery SWITCH = new PathQuery("/srv/switch");
    private static final PathQuery RELEASE = new PathQuery("/srv/current");
    private static final GuardQuery HEALTHY = new GuardQuery("healthy");

    private record Link(PathQuery path, String target) implements Resource {
        @Override
        public String title() {
            return "link " + path.path();
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

    /** As a guarded command: what comes before it leaves open whether it has anything to do. */
    private record Guarded() implements Resource {
        @Override
        public String title() {
            return "guarded";
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of(HEALTHY);
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Assessment assess(StateView state) {
            return new Assessment.InSync();
        }
    }

    private static Step step(String name, Resource resource, Optional<Around> around) {
        return new Step(
                name, "Release", 0, name, resource, Location.ofFile("playbook"), Duration.ofMinutes(1), 0, around);
    }

    private static Step own(String name, Resource resource) {
        return step(name, resource, Optional.empty());
    }

    private static final Step OUT =
            step("out", new Link(SWITCH, "out"), Optional.of(new Around(Phase.BEFORE, "app", 0, Optional.empty())));
    private static final Step IN =
            step("in", new Link(SWITCH, "in"), Optional.of(new Around(Phase.AFTER, "app", 0, Optional.empty())));

    private static List<String> planned(List<Step> own, String release, String switched) {
        SequencedMap<String, HostInput> hosts = new LinkedHashMap<>();
        PathState now = release.isEmpty() ? new Missing() : new Symlink(release);
        hosts.put("balancer", new HostInput(List.of(OUT, IN), observed(SWITCH, new Symlink(switched)), ""));
        hosts.put("app", new HostInput(own, observed(RELEASE, now), ""));
        assertThat(PlannedTogetherTest.byGroups(hosts)).isEqualTo(Planner.plan(hosts));
        return Planner.plan(hosts).getOrDefault("balancer", List.of()).stream()
                .map(plan -> plan.step().name() + " " + plan.outcome().word()
                        + (plan.because().isEmpty() ? "" : " because of " + plan.because()))
                .toList();
    }

    private static Observed observed(PathQuery path, PathState state) {
        return Observed.builder()
                .put(path, state)
                .put(HEALTHY, new GuardState(0, ""))
                .build();
    }

    @Test
    void nothingIsDoneAroundAHostThatIsAsDesired() {
        List<Step> own = List.of(own("release", new Link(RELEASE, "2")));
        assertThat(planned(own, "2", "in")).containsExactly("out unchanged", "in unchanged");
    }

    @Test
    void aChangeInsideIsTheReasonOfWhatIsDoneBefore() {
        List<Step> own = List.of(own("release", new Link(RELEASE, "2")));
        assertThat(planned(own, "1", "in"))
                .containsExactly("out would-change because of release (app)", "in would-change because of out");
    }

    @Test
    void whatMayChangeInsideMayBeDoneAround() {
        Step command = own("command", new Guarded());
        Step before = step(
                "on app itself",
                new Link(RELEASE, "x"),
                Optional.of(new Around(Phase.BEFORE, "another", 0, Optional.empty())));
        SequencedMap<String, HostInput> hosts = new LinkedHashMap<>();
        Observed observed = Observed.builder()
                .put(SWITCH, new Symlink("in"))
                .put(RELEASE, new Missing())
                .put(HEALTHY, new GuardState(0, ""))
                .build();
        Step first = own("first", new Link(RELEASE, "1"));
        hosts.put("balancer", new HostInput(List.of(OUT, IN), observed, ""));
        hosts.put("app", new HostInput(List.of(otherPlay(first), before, command), observed, ""));
        assertThat(Planner.plan(hosts).getOrDefault("balancer", List.of()).stream()
                        .map(plan -> plan.step().name() + " " + plan.outcome().word() + " " + plan.because()))
                .containsExactly("out may-change command (app)", "in may-change out");
    }

    /** What is done on a host for another one is no change of the play to the host itself, but is foreseen as any other. */
    @Test
    void whatIsDoneForAnotherHostIsNoReasonToTakeAHostOut() {
        Step delegated = delegated("for another", new Link(RELEASE, "2"));
        assertThat(planned(List.of(delegated), "1", "in")).containsExactly("out unchanged", "in unchanged");
        assertThat(planned(List.of(delegated, own("release", new Link(RELEASE, "3"))), "1", "in"))
                .containsExactly("out would-change because of release (app)", "in would-change because of out");
        assertThat(planned(List.of(delegated, own("release", new Link(RELEASE, "2"))), "1", "in"))
                .containsExactly("out unchanged", "in unchanged");
    }

    private static Step delegated(String name, Resource resource) {
        Step own = own(name, resource);
        return new Step(
                own.id(),
                own.play(),
                own.playIndex(),
                own.name(),
                own.resource(),
                own.location(),
                own.timeout(),
                own.retries(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Delegation("another", 0)));
    }

    private static Step otherPlay(Step step) {
        return new Step(
                step.id(),
                "Earlier",
                -1,
                step.name(),
                step.resource(),
                step.location(),
                step.timeout(),
                step.retries(),
                Optional.empty());
    }

    @Test
    void aHostThatWasLeftOutIsPutBackWhateverIsInside() {
        List<Step> own = List.of(own("release", new Link(RELEASE, "2")));
        assertThat(planned(own, "2", "out")).containsExactly("out unchanged", "in would-change");
        assertThat(planned(own, "1", "out")).containsExactly("out unchanged", "in would-change");
    }

    @Test
    void thePassingStateIsNeverDriftAndTheNormalOneIs() {
        assertThat(Planner.verify(List.of(OUT, IN), observed(SWITCH, new Symlink("in"))).stream()
                        .map(plan -> plan.step().name() + " " + plan.outcome().word()))
                .containsExactly("in unchanged");
        assertThat(Planner.verify(List.of(OUT, IN), observed(SWITCH, new Symlink("out"))).stream()
                        .map(plan -> plan.step().name() + " " + plan.outcome().word()))
                .containsExactly("in drifted");
    }

    /** A host's unit is replaced, and what is done before depends on whether it runs. */
    private static List<String> replacing(String active) {
        Optional<String> unit = Optional.of("app.service");
        Step out = step("out", new Link(SWITCH, "out"), Optional.of(new Around(Phase.BEFORE, "app", 0, unit)));
        Step in = step("in", new Link(SWITCH, "in"), Optional.of(new Around(Phase.AFTER, "app", 0, unit)));
        Observed.Builder app = Observed.builder().put(RELEASE, new Symlink("1"));
        if (!active.isEmpty()) {
            app.put(
                    new Query.UnitQuery("app.service"),
                    new UnitState("loaded", active, "sub", "enabled", false, "invocation", 1));
        }
        SequencedMap<String, HostInput> hosts = new LinkedHashMap<>();
        hosts.put("balancer", new HostInput(List.of(out, in), observed(SWITCH, new Symlink("in")), ""));
        hosts.put("app", new HostInput(List.of(own("release", new Link(RELEASE, "2"))), app.build(), ""));
        return Planner.plan(hosts).getOrDefault("balancer", List.of()).stream()
                .map(plan -> plan.step().name() + " " + plan.outcome().word())
                .toList();
    }

    @Test
    void nothingIsDoneBeforeAHostThatDoesNotRunTheUnit() {
        for (String idle : List.of("inactive", "failed", "activating")) {
            assertThat(replacing(idle)).as(idle).containsExactly("out unchanged", "in unchanged");
        }
        // A host that was not asked may serve requests.
        for (String serving : List.of("active", "reloading", "")) {
            assertThat(replacing(serving)).as(serving).containsExactly("out would-change", "in would-change");
        }
    }

    @Test
    void whatOwnStepsRepairIsNotDriftTwice() {
        Step own = own("in by itself", new Link(SWITCH, "in"));
        assertThat(Planner.verify(List.of(own, IN), observed(SWITCH, new Symlink("gone"))).stream()
                        .map(plan -> plan.step().name() + " " + plan.outcome().word()))
                .containsExactly("in by itself drifted", "in unchanged");
        assertThat(Planner.verify(List.of(IN, own), observed(SWITCH, new Symlink("gone"))).stream()
                        .map(plan -> plan.step().name() + " " + plan.outcome().word()))
                .containsExactly("in drifted", "in by itself drifted");
    }
}
