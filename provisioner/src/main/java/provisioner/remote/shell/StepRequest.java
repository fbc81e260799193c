package provisioner.remote.shell;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * One of the steps that {@link Shell#runSteps} runs in one exchange.
 *
 * @param script sh; it sees neither the protocol's descriptors nor the lock
 * @param timeout whole seconds; after it the step gets SIGTERM, ten seconds later SIGKILL
 * @param needs the step of this exchange, by its position, that must have succeeded for this one to be run; where it is
 *     empty, all before it must have
 */
public record StepRequest(String script, Duration timeout, OptionalInt needs) {
    public StepRequest(String script, Duration timeout) {
        this(script, timeout, OptionalInt.empty());
    }
}
