package provisioner.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import provisioner.complete.Depth;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.Target;
import provisioner.secret.Masker;

/**
 * The options of a run.
 *
 * @param parallel how many hosts and how many checks at a time
 * @param runId the name of the run in locks and journals
 * @param who the operator, as {@code user@controller}
 * @param targets how to reach each host, by name
 * @param stopping whether the operator has asked to stop
 * @param readOnly whether to skip checks that write
 * @param approved the saved plan that the run must match
 * @param question asks before anything is changed; empty if nobody is to be asked
 * @param complete how to look for what nobody accounts for; empty if that is not wanted
 * @param lockWait how long to wait for a host that another run changes
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
        Optional<Approval> approved,
        Optional<Question> question,
        Optional<Depth> complete,
        Duration lockWait) {

    /** The options of a run that looks at nothing but what is declared, and waits for no other run. */
    public RunOptions(
            int parallel,
            String runId,
            String who,
            Map<String, Target> targets,
            PassphrasePrompt passphrases,
            Masker masker,
            BooleanSupplier stopping,
            boolean readOnly,
            Optional<Approval> approved,
            Optional<Question> question) {
        this(
                parallel,
                runId,
                who,
                targets,
                passphrases,
                masker,
                stopping,
                readOnly,
                approved,
                question,
                Optional.empty(),
                Duration.ZERO);
    }
}
