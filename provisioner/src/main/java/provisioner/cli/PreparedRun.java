package provisioner.cli;

import java.util.Map;
import java.util.Optional;
import provisioner.compile.Program;
import provisioner.engine.SavedPlan;
import provisioner.remote.target.Target;
import provisioner.secret.Masker;
import provisioner.source.InvalidInputException;

/**
 * What plan, provision and verify run.
 *
 * @param targets how each host is reached, by name
 * @param masker of the program's secrets, and of the password that was typed
 * @param approved the saved plan that the run must not go beyond
 */
record PreparedRun(Program program, Map<String, Target> targets, Masker masker, Optional<SavedPlan> approved) {

    /** Asks for sudo's password where that was asked for. */
    static PreparedRun of(Program program, Optional<SavedPlan> approved, RunSettings settings, boolean lab)
            throws InvalidInputException, FailedException {
        SshAccess access = SshAccess.of(settings, lab);
        return new PreparedRun(program, access.targets(program), access.masker(program), approved);
    }
}
