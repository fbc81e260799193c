package provisioner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import provisioner.compile.Program;
import provisioner.engine.Command;
import provisioner.engine.SavedPlan;
import provisioner.remote.Target;
import provisioner.secret.Masker;

/** {@code provisioner provision}. */
@picocli.CommandLine.Command(name = "provision", mixinStandardHelpOptions = true)
final class ProvisionCommand extends HostCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "PLAYBOOK|PLAN.json",
            description = "What to bring about (default: playbooks/site.yml), or a saved plan to carry out as it is.")
    @Nullable
    Path playbook;

    @Option(names = "--dry-run", description = "The same as 'provisioner plan'.")
    boolean dryRun;

    @Override
    Command command() {
        return dryRun ? Command.PLAN : Command.PROVISION;
    }

    @Override
    int run() throws Exception {
        if (playbook != null && playbook.toString().endsWith(".json")) {
            return carryOut(playbook);
        }
        Compilation work = Compilation.of(input, Optional.ofNullable(playbook));
        if (dryRun) {
            PlanCommand plan = new PlanCommand();
            plan.settings.copy(settings);
            return plan.plan(work, Optional.empty(), false);
        }
        return provision(work, work.compile(), Optional.empty());
    }

    private int carryOut(Path planFile) throws Exception {
        if (!input.isEmpty() || dryRun) {
            throw new UsageException("a saved plan carries its own inventory and options; give nothing beside it");
        }
        SavedPlan plan = readPlan(planFile);
        Compilation work = Compilation.of(plan);
        Program program = work.compile();
        List<String> changed = plan.changedInputs(program.inputs());
        if (!changed.isEmpty()) {
            throw new FailedException(
                    "the saved plan is stale: changed since it was made: " + String.join(", ", changed),
                    "nothing was touched; make a new plan");
        }
        return provision(work, program, Optional.of(plan));
    }

    private int provision(Compilation work, Program program, Optional<SavedPlan> approved) throws Exception {
        Reach reach = Reach.of(settings, work.lab());
        SequencedMap<String, Target> targets = reach.targets(program);
        Masker masker = reach.masker(program);
        try (Interrupt interrupt = new Interrupt()) {
            return engine(program, targets, masker, interrupt, approved, report(masker))
                    .provision()
                    .summary()
                    .exitCode();
        }
    }
}
