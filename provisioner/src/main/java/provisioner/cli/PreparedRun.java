package provisioner.cli;

import java.util.Map;
import java.util.Optional;
import provisioner.compile.Program;
import provisioner.engine.SavedPlan;
import provisioner.remote.target.Target;
import provisioner.secret.Masker;
import provisioner.source.InvalidInputException;

/**
 * What plan, provision and verify need to run.
 *
 * @param targets how to reach each host, by name
 * @param masker for the program's secrets and the password that was typed
 * @param approved the saved plan that the run must match
 */
record PreparedRun(Program program, Map<String, Target> targets, Masker masker, Optional<SavedPlan> approved) {

    /** Asks for the sudo password if {@code --ask-sudo-password} was given. */
    static PreparedRun of(Program program, Optional<SavedPlan> approved, RunSettings settings, boolean lab)
            throws InvalidInputException, FailedException {
        SshAccess access = SshAccess.of(settings, lab);
        return new PreparedRun(program, access.targets(program), access.masker(program), approved);
    }
}
