package provisioner.playbook;

import java.util.List;

/**
 * Steps around those of a play, run for each of its hosts in turn.
 *
 * @param before steps that establish a temporary state while the host is changed
 * @param after steps that restore the normal state
 */
public record AroundSource(List<StepSource> before, List<StepSource> after) {
    public static final AroundSource NONE = new AroundSource(List.of(), List.of());

    public AroundSource {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
