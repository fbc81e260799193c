package provisioner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.compile.Program;
import provisioner.engine.Command;
import provisioner.engine.SavedPlan;

/** {@code provisioner provision}. */
final class ProvisionCommand extends HostCommand {
    private final PositionalParamSpec playbook = PositionalParamSpec.builder()
            .arity("0..1")
            .paramLabel("PLAYBOOK|PLAN.json")
            .type(Path.class)
            .description(
                    "Playbook that defines the desired state (default: playbooks/site.yml), or a saved plan to apply.")
            .build();

    private final OptionSpec dryRun = Options.flag("Same as 'provisioner plan'.", "--dry-run");

    ProvisionCommand() {
        super(new RunSettings());
    }

    @Override
    void define(CommandSpec command) {
        super.define(command);
        command.addPositional(playbook).addOption(dryRun);
    }

    private boolean dryRun() {
        return dryRun.getValue();
    }

    @Override
    Command command() {
        return dryRun() ? Command.PLAN : Command.PROVISION;
    }

    @Override
    int run() throws Exception {
        Optional<Path> given = Optional.ofNullable(playbook.getValue());
        if (given.isPresent() && given.get().toString().endsWith(".json")) {
            return carryOut(given.get());
        }
        RunInput work = RunInput.of(input, given);
        if (dryRun()) {
            return new PlanCommand(settings).plan(work, Optional.empty(), false);
        }
        return provision(work, work.compile(), Optional.empty());
    }

    private int carryOut(Path planFile) throws Exception {
        if (!input.isEmpty() || dryRun()) {
            throw new UsageException("a saved plan includes its inventory and its options; give no others with it");
        }
        SavedPlan plan = readPlan(planFile);
        RunInput work = RunInput.of(plan);
        Program program = work.compile();
        List<String> changed = plan.changedInputs(program.inputs());
        if (!changed.isEmpty()) {
            throw new FailedException(
                    "the saved plan is stale; these files have changed: " + String.join(", ", changed),
                    "nothing was changed; make a new plan");
        }
        return provision(work, program, Optional.of(plan));
    }

    private int provision(RunInput work, Program program, Optional<SavedPlan> approved) throws Exception {
        PreparedRun run = PreparedRun.of(program, approved, settings, work.lab());
        return run(
                run,
                report(run.masker()),
                engine -> engine.provision().summary().exitCode());
    }
}
