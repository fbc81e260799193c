package provisioner.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.engine.SavedPlan;
import provisioner.report.JsonReport;
import provisioner.report.OutputSanitizer;
import provisioner.report.SavedPlanView;
import provisioner.report.SavedPlanView.Match;
import provisioner.secret.Masker;
import provisioner.source.InputFiles;
import provisioner.source.Problem;
import provisioner.source.Problems;

/** {@code provisioner show}: what a saved plan would do, without secrets, the project or a host. */
final class ShowCommand extends ToolCommand {
    private static final String WORD = "show";

    private final RunSettings settings = new RunSettings();
    private final PrintStream out = System.out;

    private final PositionalParamSpec planFile = PositionalParamSpec.builder()
            .required(true)
            .paramLabel("PLAN.json")
            .type(Path.class)
            .description("The plan, as saved by 'provisioner plan -o'.")
            .build();

    @Override
    void define(CommandSpec command) {
        settings.addViewTo(command);
        command.addPositional(planFile);
    }

    @Override
    public Integer call() throws Exception {
        return new Refusal(WORD, settings.json(), out).unless(this::show);
    }

    private int show() throws Exception {
        Path file = planFile.getValue();
        SavedPlan plan = HostCommand.readPlan(file);
        Match match = new Match(changed(plan), plan.build().equals(Version.build()));
        SavedPlanView view = new SavedPlanView(file.toString(), plan, match);
        if (settings.json()) {
            view.json(
                    new JsonReport(out, Masker.none()),
                    HostCommand.newRunId(),
                    Instant.now().toString());
        } else {
            for (Problem open : ProvisionCommand.readableByOthers(file)) {
                out.println("warning: " + OutputSanitizer.WITHOUT_SECRETS.line(open.toString()));
            }
            view.text(out, settings.text());
        }
        return match.stale() ? 1 : 0;
    }

    /** The input files that are not as they were. Which others a run would read now, only {@code provision} finds out. */
    private static List<String> changed(SavedPlan plan) {
        InputFiles files = new InputFiles(Path.of(""));
        plan.inputs().keySet().forEach(path -> files.digest(Path.of(path), null, new Problems()));
        return plan.changedInputs(files.digests());
    }
}
