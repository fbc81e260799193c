package provisioner.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import provisioner.cli.terminal.FailedException;
import provisioner.compile.Program;
import provisioner.engine.Approval;
import provisioner.engine.PlanDigest;
import provisioner.engine.SavedPlan;
import provisioner.remote.target.Target;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.secret.store.AgeKeys;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;

/**
 * What plan, provision and verify need to run.
 *
 * @param targets how to reach each host, by name
 * @param masker for the program's secrets and the password that was typed
 * @param approved the saved plan that the run must match
 */
record PreparedRun(Program program, Map<String, Target> targets, Masker masker, Optional<Approval> approved) {

    /** Asks for the sudo password if {@code --ask-sudo-password} was given. */
    static PreparedRun of(Program program, RunSettings settings, boolean lab)
            throws InvalidInputException, FailedException {
        return of(program, SshAccess.of(settings, lab));
    }

    static PreparedRun of(Program program, SshAccess access) throws InvalidInputException {
        SshAccess.Routes routes = access.routes(program);
        return new PreparedRun(
                program.warned(routes.warnings()).passing(routes.passages()),
                routes.targets(),
                access.masker(program),
                Optional.empty());
    }

    PreparedRun within(Approval approval) {
        return new PreparedRun(program, targets, masker, Optional.of(approval));
    }

    /** @throws FailedException if there is no key for the digests of secrets */
    SavedPlan.Subject subject(Path inventory) throws InvalidInputException, FailedException {
        return new SavedPlan.Subject(Version.build(), program, targets, new PlanDigest(planKey(inventory)));
    }

    /** The key for the digests of secrets; empty if there are no secrets. */
    private Optional<Secret> planKey(Path inventory) throws InvalidInputException, FailedException {
        if (program.secrets().isEmpty()) {
            return Optional.empty();
        }
        try {
            SecretStore store = SecretStore.open(new InputFiles(Path.of("")), inventory, AgeKeys.of(System.getenv()));
            if (!store.names().contains(SecretStore.PLAN_KEY)) {
                throw new FailedException(
                        store.shown() + " has no '" + SecretStore.PLAN_KEY
                                + "', which protects the digests of secrets in a saved plan",
                        "create it, then make a new plan: provisioner secret init -i " + inventory);
            }
            return Optional.of(new Secret(store.get(SecretStore.PLAN_KEY)));
        } catch (SecretException e) {
            throw new FailedException(e.describe(), e.hint());
        }
    }
}
