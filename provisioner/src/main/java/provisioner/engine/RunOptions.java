package provisioner.engine;

import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.Target;
import provisioner.secret.Masker;

/**
 * How a run goes about its work.
 *
 * @param parallel how many hosts, and how many checks, at a time
 * @param runId names the run in locks and journals
 * @param who the operator, as {@code user@controller}
 * @param targets how each host is reached, by name
 * @param stopping says yes once the operator has asked to stop
 * @param readOnly leaves out the checks that write
 * @param approved the saved plan that the run must not go beyond
 */
public record RunOptions(
        int parallel,
        String runId,
        String who,
        Map<String, Target> targets,
        PassphrasePrompt passphrases,
        Masker masker,
        BooleanSupplier stopping,
        boolean readOnly,
        Optional<SavedPlan> approved) {}
