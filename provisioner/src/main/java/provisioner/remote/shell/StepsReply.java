package provisioner.remote.shell;

import java.util.List;

/**
 * What a host said of steps and of what followed them.
 *
 * @param results how the steps ended, in their order, as far as they were begun; never empty
 * @param followUp the reply to the script that was evaluated after them
 */
public record StepsReply(List<StepResult> results, Reply followUp) {
    public StepsReply {
        results = List.copyOf(results);
    }
}
