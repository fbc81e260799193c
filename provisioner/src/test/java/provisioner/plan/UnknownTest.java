package provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.source.Location;
import provisioner.state.Effect;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.WayState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.AuthorizedKeysQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** Where an answer cannot be read, or comparing it comes to nothing, that step fails; the others are judged as ever. */
class UnknownTest {
    private static final AuthorizedKeysQuery KEYS = new AuthorizedKeysQuery("ann");
    private static final PathQuery MOTD = new PathQuery("/etc/motd");
    private static final String WHY = "/home/ann/.ssh/authorized_keys must be UTF-8 text";

    private record Asking(Query<?> query, Function<StateView, Assessment> assessing) implements Resource {
        @Override
        public String title() {
            return "a resource";
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of(query);
        }

        @Override
        public Assessment assess(StateView state) {
            return assessing.apply(state);
        }
    }

    private static Step step(String name, Query<?> query, Function<StateView, Assessment> assessing) {
        return new Step(
                name,
                "play",
                0,
                name,
                new Asking(query, assessing),
                new Location("site.yml", 1, 1),
                Duration.ZERO,
                0,
                Optional.empty());
    }

    private static final Step READS_KEYS = step("keys", KEYS, state -> {
        AuthorizedKeysState ignored = state.get(KEYS);
        return new Assessment.InSync();
    });
    private static final Step READS_MOTD = step("motd", MOTD, state -> {
        assertThat(state.get(MOTD)).isEqualTo(new Missing());
        return new Assessment.InSync();
    });

    private static Observed observed() {
        Observed.Builder builder =
                Observed.builder().put(MOTD, new Missing()).put(new Query.WayQuery(MOTD.path()), WayState.ROOTS);
        builder.refuse(KEYS, WHY);
        return builder.build();
    }

    private static Step changing(Effect effect) {
        return step("changes", MOTD, state -> {
            Change change = new Change().differs("x", "", "y").run("true");
            Assessment.Differs differs = (Assessment.Differs) change.assessment();
            return new Assessment.Differs(differs.differences(), differs.action(), List.of(effect), true, "");
        });
    }

    @Test
    void onlyTheStepThatAsksFails() {
        assertThat(Planner.plan(List.of(READS_KEYS, READS_MOTD), observed()))
                .extracting(StepPlan::outcome)
                .containsExactly(Outcome.FAILED, Outcome.UNCHANGED);
        assertThat(Planner.plan(List.of(READS_KEYS), observed()).getFirst().because())
                .isEqualTo(WHY);
    }

    @Test
    void forVerifyItIsNoDriftButCouldNotBeChecked() {
        assertThat(Planner.verify(List.of(READS_KEYS, READS_MOTD), observed()))
                .extracting(StepPlan::outcome)
                .containsExactly(Outcome.FAILED, Outcome.UNCHANGED);
    }

    @Test
    void anEarlierStepMayMendIt() {
        PathQuery file = new PathQuery("/home/ann/.ssh/authorized_keys");
        for (Effect effect : List.of(
                new Effect.Becomes<>(file, new Missing()), new Effect.Unsettles(new Effect.Extent.Anything()))) {
            StepPlan plan = Planner.plan(List.of(changing(effect), READS_KEYS), observed())
                    .get(1);
            assertThat(plan.outcome()).isEqualTo(Outcome.MAY_CHANGE);
            assertThat(plan.because()).isEqualTo("changes");
        }
        Effect elsewhere = new Effect.Becomes<>(MOTD, new Missing());
        assertThat(Planner.plan(List.of(changing(elsewhere), READS_KEYS), observed())
                        .get(1)
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void whatIsReadAgainIsKnown() {
        Prediction state = new Prediction(observed());
        state.observe(Observed.builder()
                .put(KEYS, new AuthorizedKeysState(Optional.empty(), new Missing(), new Missing(), List.of()))
                .build());
        assertThat(Planner.judge(READS_KEYS, state).outcome()).isEqualTo(Outcome.UNCHANGED);
        state.observe(observed());
        assertThat(Planner.judge(READS_KEYS, state).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void whateverComparingThrowsIsTheStepsOwnFailure() {
        for (Throwable thrown : List.of(
                new StackOverflowError(),
                new OutOfMemoryError(),
                new AssertionError("x"),
                new IllegalStateException("x"))) {
            Step broken = step("broken", MOTD, state -> {
                throw UnknownTest.<RuntimeException>any(thrown);
            });
            List<StepPlan> plans = Planner.plan(List.of(broken, READS_MOTD), observed());
            assertThat(plans).extracting(StepPlan::outcome).containsExactly(Outcome.FAILED, Outcome.UNCHANGED);
            assertThat(plans.getFirst().because())
                    .contains("internal error: " + thrown.getClass().getSimpleName())
                    .doesNotContain("\tat ");
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T any(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Somebody may alter the way to a file, until the step for its directory has been done. */
    @Test
    void aWayThatAnEarlierStepRepairsIsNoDriftOfWhatIsBehindIt() {
        PathQuery directory = new PathQuery("/srv/a");
        PathQuery file = new PathQuery("/srv/a/b/c");
        Directory open = new Directory(new Ownership("root", "root", 0777));
        Directory closed = new Directory(new Ownership("root", "root", 0755));
        Step closes = step(
                "closes",
                directory,
                state -> state.get(directory).equals(closed)
                        ? new Assessment.InSync()
                        : new Change()
                                .differs("mode", "0777", "0755")
                                .run("true")
                                .becomes(directory, closed)
                                .assessment());
        Step behind = step("behind", file, state -> new Assessment.InSync());
        Observed observed = Observed.builder()
                .put(directory, open)
                .put(new Query.WayQuery(directory.path()), WayState.ROOTS)
                .put(file, new Missing())
                .put(new Query.WayQuery(file.path()), new WayState(new TreeSet<>(Set.of("@anybody")), "/srv/a", ""))
                .build();
        assertThat(Planner.verify(List.of(closes, behind), observed))
                .extracting(StepPlan::outcome)
                .containsExactly(Outcome.DRIFTED, Outcome.UNCHANGED);
        assertThat(Planner.verify(List.of(behind), observed))
                .extracting(StepPlan::outcome)
                .containsExactly(Outcome.FAILED);
        assertThat(Planner.plan(List.of(closes, behind), observed))
                .extracting(StepPlan::outcome)
                .containsExactly(Outcome.WOULD_CHANGE, Outcome.MAY_CHANGE);
    }
}
