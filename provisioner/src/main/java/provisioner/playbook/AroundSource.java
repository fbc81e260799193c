package provisioner.playbook;

import java.util.List;

/**
 * Steps around those of a play, done for each of its hosts in turn.
 *
 * @param before bring about a passing state, while the host is being changed
 * @param after bring about the normal state
 */
public record AroundSource(List<StepSource> before, List<StepSource> after) {
    public static final AroundSource NONE = new AroundSource(List.of(), List.of());

    public AroundSource {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
