package provisioner.resource;

import java.util.Optional;
import provisioner.state.Observed;
import provisioner.state.Query.UnitQuery;

/**
 * Marks a step that is done around another host's steps of a play, because those change something.
 *
 * @param subject the name of the host whose steps of the play these are
 * @param order 0-based position in the playbook's list; steps of equal order are done side by side
 * @param unit the subject's unit that those steps replace; empty if the playbook names none
 */
public record Around(Phase phase, String subject, int order, Optional<String> unit) {
    /** Whether a host is known not to run the unit, so that nothing has to be done before it is changed. */
    public static boolean idle(Optional<String> unit, Observed host) {
        return unit.map(UnitQuery::new)
                .filter(host.asMap()::containsKey)
                .filter(query -> !host.get(query).running())
                .isPresent();
    }

    public enum Phase {
        /** A passing state: it is brought about only when the subject is about to be changed, and never drift. */
        BEFORE,
        /** The normal state, brought about whenever it is not there. */
        AFTER
    }
}
