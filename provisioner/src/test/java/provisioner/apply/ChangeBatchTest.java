package provisioner.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.source.Location;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Unsettles;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** Which neighbours are brought about in one exchange. */
class ChangeBatchTest {
    private static final Action SCRIPT = Action.Script.of(":");

    /** A link that is made by an action; it may leave everything below a directory open. */
    private record Link(String path, Action action, String leavesOpen) implements Resource {
        @Override
        public String title() {
            return "link " + path;
        }

        private PathQuery query() {
            return new PathQuery(path);
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of(query());
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Assessment assess(StateView state) {
            if (state.get(query()).equals(new Symlink("target"))) {
                return new Assessment.InSync();
            }
            Effect made = new Becomes<>(query(), new Symlink("target"));
            return new Assessment.Differs(
                    List.of(Difference.of("target", "", "target")),
                    action,
                    leavesOpen.isEmpty()
                            ? List.of(made)
                            : List.of(made, new Unsettles(new Effect.Extent.Below(leavesOpen))),
                    state.settled(query()),
                    "");
        }
    }

    private static Link link(String path) {
        return new Link(path, SCRIPT, "");
    }

    private static Step step(Resource resource, int retries) {
        return new Step(
                resource.title(),
                "a play",
                0,
                resource.title(),
                resource,
                Location.ofFile("playbook"),
                Duration.ofMinutes(1),
                retries,
                Optional.empty());
    }

    /** The names of the steps that go together with the first. */
    private static List<String> together(Set<String> made, List<Step> steps) {
        Observed.Builder answers = Observed.builder();
        steps.forEach(step -> {
            PathQuery query = (PathQuery) step.resource().queries().iterator().next();
            answers.put(query, made.contains(query.path()) ? new Symlink("target") : new Missing());
        });
        Prediction known = new Prediction(answers.build());
        Step first = steps.getFirst();
        return ChangeBatch.of(known, steps, 0, Planner.judge(first, known)).plans().stream()
                .map(plan ->
                        ((PathQuery) plan.step().resource().queries().iterator().next()).path())
                .toList();
    }

    private static List<String> together(Resource... links) {
        return together(
                Set.of(), List.of(links).stream().map(link -> step(link, 0)).toList());
    }

    @Test
    void changesThatAreCertainGoTogetherWithWhatIsAsDesiredBetweenThem() {
        List<Step> steps = List.of(step(link("/a"), 0), step(link("/b"), 0), step(link("/c"), 0));
        assertThat(together(Set.of("/b"), steps)).containsExactly("/a", "/b", "/c");
    }

    @Test
    void aStepThatLeavesAnythingOpenGoesAlone() {
        Link open = new Link("/b", SCRIPT, "/elsewhere");
        assertThat(together(link("/a"), open, link("/c"))).containsExactly("/a");
        assertThat(together(open, link("/c"))).containsExactly("/b");
    }

    @Test
    void whatAnEarlierOneAltersIsLookedAtFirst() {
        Link again = link("/a");
        assertThat(together(link("/a"), again, link("/c"))).containsExactly("/a");
    }

    /** Makes a link, by which an answer that other steps ask for becomes another one. */
    private record Beside(String path, Effect beside) implements Resource {
        @Override
        public String title() {
            return "beside " + path;
        }

        @Override
        public Set<Query<?>> queries() {
            return link(path).queries();
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Assessment assess(StateView state) {
            return link(path).assess(state) instanceof Assessment.Differs own
                    ? new Assessment.Differs(
                            own.differences(),
                            own.action(),
                            List.of(own.effects().getFirst(), beside),
                            true,
                            "")
                    : new Assessment.InSync();
        }
    }

    /** Each is judged as it was when it ended, so what a later one undoes is looked at before that. */
    @Test
    void whatALaterOneUndoesIsLookedAtFirst() {
        for (Effect undoes : List.of(
                new Becomes<>(new PathQuery("/a"), new Missing()),
                new Becomes<>(new PathQuery("/a"), new Symlink("elsewhere")))) {
            assertThat(together(link("/a"), link("/b"), new Beside("/c", undoes)))
                    .as("%s", undoes)
                    .containsExactly("/a", "/b");
        }
        Effect same = new Becomes<>(new PathQuery("/a"), new Symlink("target"));
        Effect other = new Becomes<>(new PathQuery("/d"), new Missing());
        for (Effect harmless : List.of(same, other)) {
            assertThat(together(link("/a"), link("/b"), new Beside("/c", harmless)))
                    .containsExactly("/a", "/b", "/c");
        }
    }

    @Test
    void packagesThatAreInstalledMayBringBackWhatWasRemoved() {
        Link removes = new Link("/a", new Action.Packages(List.of(), List.of("a")), "");
        Link installs = new Link("/b", new Action.Packages(List.of("b"), List.of()), "");
        Link alike = new Link("/c", new Action.Packages(List.of("c"), List.of()), "");
        assertThat(together(removes, installs, alike)).containsExactly("/a");
        assertThat(together(installs, removes)).containsExactly("/b");
        assertThat(together(installs, alike)).containsExactly("/b", "/c");
    }

    @Test
    void whatIsNotKnownForCertainIsLookedAtFirst() {
        List<Step> steps = List.of(step(link("/a"), 0), step(link("/b"), 0));
        Prediction known = new Prediction(Observed.builder()
                .put(new PathQuery("/a"), new Missing())
                .put(new PathQuery("/b"), new Missing())
                .build());
        known.apply("packages", List.of(new Unsettles(new Effect.Extent.Below("/b"))));
        Step first = steps.getFirst();
        assertThat(ChangeBatch.of(known, steps, 0, Planner.judge(first, known)).plans())
                .hasSize(1);
    }

    @Test
    void whatGoesTogetherIsAskedForTogetherButForAUsersOwnProbe() {
        record Guarded(String title) implements Resource {
            @Override
            public Set<Query<?>> queries() {
                return Set.of(new Query.GuardQuery(title));
            }

            @Override
            public Assessment assess(StateView state) {
                return new Assessment.InSync();
            }
        }
        List<Step> steps = List.of(step(new Guarded("1"), 0), step(link("/a"), 0), step(new Guarded("2"), 0));
        assertThat(ChangeBatch.ahead(steps)).containsExactlyInAnyOrder(new Query.GuardQuery("1"), new PathQuery("/a"));
        assertThat(ChangeBatch.ahead(List.of())).isEmpty();
    }

    @Test
    void whatIsAnotherKindOfActionOrHasAConfirmationOrRetriesGoesAlone() {
        Action confirmed = new Action.Script(":", Map.of(), ":", "");
        Action conversation = new Action.Dialogue(Action.Script.of(":"), said -> Action.Script.of(":"));
        Action packages = new Action.Packages(List.of("nginx"), List.of());
        for (Action other : List.of(confirmed, conversation, packages)) {
            assertThat(together(link("/a"), new Link("/b", other, ""), link("/c")))
                    .containsExactly("/a");
            assertThat(together(new Link("/b", other, ""), link("/c"))).containsExactly("/b");
        }
        List<Step> tried = List.of(step(link("/a"), 0), step(link("/b"), 1), step(link("/c"), 0));
        assertThat(together(Set.of(), tried)).containsExactly("/a");
        assertThat(together(Set.of(), tried.subList(1, 3))).containsExactly("/b");
    }
}
