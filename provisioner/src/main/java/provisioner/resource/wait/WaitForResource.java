package provisioner.resource.wait;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Resource;
import provisioner.state.Query;
import provisioner.state.StateView;

/** A step that ends once a condition is true. It changes nothing itself. */
record WaitForResource(Condition condition, Duration within) implements Resource {
    private static final Set<String> SECRET = Set.of("admin_password", "http", "contains");

    @Override
    public String title() {
        return "wait_for " + condition.subject();
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(condition.query());
    }

    @Override
    public boolean writes() {
        return false;
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return SECRET.contains(parameter) ? Optional.empty() : Resource.super.exposes(parameter);
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        condition.unmet(state).ifPresent(now -> change.differs(condition.subject(), now, condition.wanted()));
        condition.become(change);
        // Nothing that the steps do makes it true, as far as anybody can tell; it may become so by itself.
        return change.await(within)
                .certain(state.settled(condition.query()))
                .openBecause("it waits up to " + within.toSeconds() + " s for that")
                .assessment();
    }
}
