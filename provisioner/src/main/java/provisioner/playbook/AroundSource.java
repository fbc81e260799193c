package provisioner.playbook;

import java.util.List;
import java.util.Optional;

/**
 * Steps around those of a play, run for each of its hosts in turn.
 *
 * @param unit the unit that the play replaces; nothing is done before a host on which it does not run
 * @param before steps that establish a temporary state while the host is changed
 * @param after steps that restore the normal state
 * @param refusal what a host is left out of if {@code before} fails and nothing was changed
 */
public record AroundSource(Optional<String> unit, List<StepSource> before, List<StepSource> after, Refusal refusal) {
    public static final AroundSource NONE = new AroundSource(Optional.empty(), List.of(), List.of(), Refusal.ENDS_RUN);

    /** How far a refusal to begin goes. */
    public enum Refusal {
        /** The host is left out of everything that follows. */
        ENDS_RUN,
        /** The host is left out of this play alone, and the ones after it are asked for themselves. */
        ENDS_PLAY
    }

    public AroundSource {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
