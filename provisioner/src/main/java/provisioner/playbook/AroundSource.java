package provisioner.playbook;

import java.util.List;
import java.util.Optional;

/**
 * Steps around those of a play, run for each of its hosts in turn.
 *
 * @param unit the unit that the play replaces; nothing is done before a host on which it does not run
 * @param before steps that establish a temporary state while the host is changed
 * @param after steps that restore the normal state
 */
public record AroundSource(Optional<String> unit, List<StepSource> before, List<StepSource> after) {
    public static final AroundSource NONE = new AroundSource(Optional.empty(), List.of(), List.of());

    public AroundSource {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
