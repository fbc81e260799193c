package provisioner.resource.wait;

import java.util.Optional;
import provisioner.resource.Change;
import provisioner.state.Observation.GuardState;
import provisioner.state.Query.GuardQuery;
import provisioner.state.StateView;

/**
 * A condition that a script on the host looks at.
 *
 * @param script succeeds where it is true, and else says on standard error what is so instead
 */
record ProbedCondition(String subject, String wanted, String script) implements Condition {

    @Override
    public GuardQuery query() {
        return new GuardQuery(script);
    }

    @Override
    public Optional<String> unmet(StateView state) {
        GuardState now = state.get(query());
        return now.exit() == 0
                ? Optional.empty()
                : Optional.of(now.error().isBlank() ? "exit status " + now.exit() : now.error());
    }

    @Override
    public void become(Change change) {
        change.becomes(query(), new GuardState(0, ""));
    }

    @Override
    public String toString() {
        return subject; // the script may hold a secret
    }
}
