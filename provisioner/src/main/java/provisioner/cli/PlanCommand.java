package provisioner.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.record.RecordOptions;
import provisioner.cli.record.Recording;
import provisioner.cli.terminal.FailedException;
import provisioner.engine.Command;
import provisioner.engine.Engine;
import provisioner.engine.Event;
import provisioner.engine.SavedPlan;
import provisioner.engine.ShownPlan;
import provisioner.plan.Outcome;
import provisioner.report.HtmlReport;
import provisioner.report.PlanRecord;

/** {@code provisioner plan}. */
final class PlanCommand extends HostCommand {
    private final PositionalParamSpec playbook = PositionalParamSpec.builder()
            .arity("0..1")
            .paramLabel("PLAYBOOK")
            .type(Path.class)
            .description("Playbook that defines the desired state (default: playbooks/site.yml).")
            .build();

    private final OptionSpec planFile = OptionSpec.builder("-o", "--out")
            .paramLabel("PLAN.json")
            .type(Path.class)
            .description("Save the plan to this file. Apply it with 'provisioner provision PLAN.json'.")
            .build();

    private final OptionSpec exitCode = Options.flag("Exit with status 2 if changes are pending.", "--exit-code");

    private final PageOptions pages = new PageOptions();

    PlanCommand() {
        this(new RunSettings(), RecordOptions.ofRun());
    }

    /** With the options of {@code provision --dry-run}. */
    PlanCommand(RunSettings settings, RecordOptions record) {
        super(settings, record);
    }

    @Override
    void define(CommandSpec command) {
        super.define(command);
        command.addPositional(playbook).addOption(planFile).addOption(exitCode);
        pages.addTo(command);
    }

    @Override
    Command command() {
        return Command.PLAN;
    }

    @Override
    int run() throws Exception {
        Optional<Path> save = Optional.ofNullable(planFile.getValue());
        if (save.isPresent()) {
            input.refuseShard();
        }
        return plan(RunInput.of(input, Optional.ofNullable(playbook.getValue())), save, exitCode.getValue());
    }

    /** Also what {@code provision --dry-run} does. */
    int plan(RunInput work, Optional<Path> save, boolean pendingIsTwo) throws Exception {
        pages.check();
        PreparedRun run = PreparedRun.of(work.compile(), settings, work.lab());
        Optional<SavedPlan.Subject> subject =
                save.isPresent() ? Optional.of(run.subject(work.inventory())) : Optional.empty();
        PlanRecord shown = new PlanRecord(run.masker());
        Recording recording = recording(run, work);
        ReportFile<HtmlReport> page = pages.page(work, run, recording);
        Consumer<Event> report = page.beside(report(run.masker()));
        int ended = run(run, recording, save.isPresent() ? report.andThen(shown) : report, engine -> {
            Engine.Result result = engine.plan(save.isPresent());
            int exit = result.summary().exitCode();
            if (exit == 0 && save.isPresent()) {
                SavedPlan saved = saved(work, run, subject.orElseThrow(), result, shown.shown(operator()));
                write(saved, save.get());
                recording.saved(saved.seal());
            }
            return exit == 0 && pendingIsTwo && isPending(result) ? 2 : exit;
        });
        pages.write(page);
        return ended;
    }

    private static boolean isPending(Engine.Result result) {
        return result.summary().hosts().stream()
                .anyMatch(host -> host.count(Outcome.WOULD_CHANGE) + host.count(Outcome.MAY_CHANGE) > 0);
    }

    private static SavedPlan saved(
            RunInput work, PreparedRun run, SavedPlan.Subject subject, Engine.Result result, ShownPlan shown)
            throws FailedException {
        if (work.extra().pairs().values().stream().anyMatch(run.masker()::isSensitive)) {
            throw new FailedException(
                    "the plan was not saved: a value given with -e is a secret, and a plan must not contain secrets",
                    "store it with 'provisioner secret set' and refer to it in the inventory");
        }
        return SavedPlan.of(work.run(), work.arguments(), subject, result.plans(), shown);
    }

    private static void write(SavedPlan plan, Path file) throws FailedException {
        try {
            plan.write(file);
        } catch (IOException e) {
            throw new FailedException("cannot save the plan in " + file + ": " + e.getMessage(), "");
        }
    }
}
