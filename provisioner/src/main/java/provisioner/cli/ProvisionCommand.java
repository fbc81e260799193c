package provisioner.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.record.RecordOptions;
import provisioner.cli.terminal.ConsoleQuestion;
import provisioner.cli.terminal.FailedException;
import provisioner.cli.terminal.Interrupt;
import provisioner.compile.Program;
import provisioner.engine.Approval;
import provisioner.engine.Command;
import provisioner.engine.Question;
import provisioner.engine.SavedPlan;
import provisioner.source.Location;
import provisioner.source.OwnerOnly;
import provisioner.source.Problem;

/** {@code provisioner provision}. */
final class ProvisionCommand extends HostCommand {
    private static final String AGAIN = "nothing was changed; make a new plan";

    private final PositionalParamSpec playbook = PositionalParamSpec.builder()
            .arity("0..1")
            .paramLabel("PLAYBOOK|PLAN.json")
            .type(Path.class)
            .description(
                    "Playbook that defines the desired state (default: playbooks/site.yml), or a saved plan to apply.")
            .build();

    private final OptionSpec dryRun = Options.flag("Same as 'provisioner plan'.", "--dry-run");

    private final OptionSpec yes = Options.flag(
            "Do not ask. On a terminal, provision otherwise shows the plan and asks before it changes anything. "
                    + "A saved plan, --output json and output that is not a terminal do the same.",
            "--yes");

    private final OptionSpec lockWait = OptionSpec.builder("--lock-wait")
            .paramLabel("SECONDS")
            .type(int.class)
            .defaultValue("0")
            .description("Seconds to wait for a host that another run changes (default: ${DEFAULT-VALUE}).")
            .build();

    private boolean approved;

    ProvisionCommand() {
        super(new RunSettings(), RecordOptions.ofRun());
    }

    @Override
    void define(CommandSpec command) {
        super.define(command);
        command.addPositional(playbook).addOption(dryRun).addOption(yes).addOption(lockWait);
    }

    private boolean dryRun() {
        return dryRun.getValue();
    }

    @Override
    Command command() {
        return dryRun() ? Command.PLAN : Command.PROVISION;
    }

    @Override
    Duration lockWait() {
        return Duration.ofSeconds(lockWait.<Integer>getValue());
    }

    @Override
    Optional<Question> question(Interrupt interrupt) {
        boolean agreed = yes.getValue();
        return agreed || approved || settings.json() || !settings.terminal()
                ? Optional.empty()
                : Optional.of(new ConsoleQuestion(interrupt::requested));
    }

    @Override
    int run() throws Exception {
        if (lockWait().isNegative()) {
            throw new UsageException("--lock-wait must be at least 0 seconds");
        }
        Optional<Path> given = Optional.ofNullable(playbook.getValue());
        if (given.isPresent() && given.get().toString().endsWith(".json")) {
            return carryOut(given.get());
        }
        if (!dryRun()) {
            input.refuseShard();
        }
        RunInput work = RunInput.of(input, given);
        if (dryRun()) {
            return new PlanCommand(settings, record).plan(work, Optional.empty(), false);
        }
        return provision(PreparedRun.of(work.compile(), settings, work.lab()), work);
    }

    private int carryOut(Path planFile) throws Exception {
        if (!input.isEmpty() || dryRun()) {
            throw new UsageException("a saved plan includes its inventory and its options; give no others with it");
        }
        SavedPlan plan = readPlan(planFile);
        if (!plan.build().equals(Version.build())) {
            throw new FailedException(
                    planFile + " was made by another build of provisioner: " + plan.build() + "; this one is "
                            + Version.build(),
                    AGAIN);
        }
        RunInput work = RunInput.of(plan);
        Program program = work.compile().warned(readableByOthers(planFile));
        List<String> changed = plan.changedInputs(program.inputs());
        refuse(changed);
        PreparedRun run = PreparedRun.of(program, settings, work.lab());
        SavedPlan.Subject subject = run.subject(work.inventory());
        if (!plan.isAsWritten(subject.digest())) {
            throw new FailedException(planFile + " was changed after it was saved, or 'plan_key' was", AGAIN);
        }
        refuse(plan.changes(subject));
        approved = true;
        return provision(run.within(new Approval(plan, subject.digest())), work);
    }

    /** It holds no secret, but says what is on which host. */
    static List<Problem> readableByOthers(Path planFile) {
        return OwnerOnly.readable(planFile).stream()
                .map(open -> new Problem(
                        new Location(planFile.toString(), 1, 1),
                        "a plan should be for your eyes only, and this one " + open,
                        "close it: chmod 600 " + planFile))
                .toList();
    }

    private static void refuse(List<String> changed) throws FailedException {
        if (!changed.isEmpty()) {
            throw new FailedException(
                    "the saved plan is stale; these have changed since it was made: " + String.join(", ", changed),
                    AGAIN);
        }
    }

    private int provision(PreparedRun run, RunInput work) throws Exception {
        return run(
                run,
                recording(run, work),
                report(run.masker()),
                engine -> engine.provision().summary().exitCode());
    }
}
