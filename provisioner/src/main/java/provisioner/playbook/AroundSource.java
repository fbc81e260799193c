package provisioner.playbook;

import java.util.List;
import java.util.Optional;

/**
 * Steps around those of a play, run for each of its hosts in turn.
 *
 * @param unit the unit that the play replaces; nothing is done before a host on which it does not run
 * @param before steps that establish a temporary state while the host is changed
 * @param after steps that restore the normal state
 * @param refusalEndsPlay whether a host is left out of this play alone if {@code before} fails and nothing was changed; otherwise of
 *     everything that follows
 */
public record AroundSource(
        Optional<String> unit, List<StepSource> before, List<StepSource> after, boolean refusalEndsPlay) {
    public static final AroundSource NONE = new AroundSource(Optional.empty(), List.of(), List.of(), false);

    public AroundSource {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
