package provisioner.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.record.RecordOptions;
import provisioner.cli.record.Recording;
import provisioner.complete.Depth;
import provisioner.engine.Command;
import provisioner.report.HtmlReport;
import provisioner.report.JUnitReport;

/** {@code provisioner verify}. */
final class VerifyCommand extends HostCommand {
    private final PositionalParamSpec playbook = PositionalParamSpec.builder()
            .arity("0..1")
            .paramLabel("PLAYBOOK")
            .type(Path.class)
            .description("Playbook that defines the desired state (default: playbooks/site.yml).")
            .build();

    private final OptionSpec junit = ReportFile.option("--junit", "as JUnit XML");

    private final PageOptions pages = new PageOptions();

    private final OptionSpec readOnly =
            Options.flag("Skip checks that write test data and read it back.", "--read-only");

    /** How thoroughly to look. */
    enum Look {
        changed,
        deep
    }

    // Only what is written right behind it is its value, because a playbook may come next.
    private final OptionSpec complete = OptionSpec.builder("--complete")
            .arity("0..1")
            .paramLabel("deep")
            .type(Look.class)
            .fallbackValue(Look.changed.name())
            .preprocessor((rest, command, option, info) -> {
                boolean alone = !"=".equals(info.get("separator"));
                if (alone) {
                    option.setValue(Look.changed);
                }
                return alone;
            })
            .description("Also list everything on the hosts that neither a step nor a package accounts for. "
                    + "With '=deep', compare every file of every package.")
            .build();

    VerifyCommand() {
        super(new RunSettings(), RecordOptions.ofRun());
    }

    @Override
    void define(CommandSpec command) {
        super.define(command);
        command.addPositional(playbook).addOption(junit);
        pages.addTo(command);
        command.addOption(readOnly).addOption(complete);
    }

    @Override
    Command command() {
        return Command.VERIFY;
    }

    @Override
    boolean readOnly() {
        return readOnly.getValue();
    }

    @Override
    Optional<Depth> complete() {
        Look look = complete.getValue();
        return Optional.ofNullable(look).map(one -> new Depth(one == Look.deep, input.lab()));
    }

    @Override
    int run() throws Exception {
        if (complete().isPresent() && input.leavesStepsOut()) {
            throw new UsageException("--complete must see all steps: leave out --tags and --step");
        }
        pages.check();
        RunInput work = RunInput.of(input, Optional.ofNullable(playbook.getValue()));
        PreparedRun run = PreparedRun.of(work.compile(), settings, work.lab());
        ReportFile<JUnitReport> cases = ReportFile.of(junit, () -> new JUnitReport(run.masker()), JUnitReport::write);
        Recording recording = recording(run, work);
        ReportFile<HtmlReport> page = pages.page(work, run, recording);
        int exit = run(run, recording, page.beside(cases.beside(report(run.masker()))), engine -> {
            int code = engine.verify().summary().exitCode();
            cases.write();
            return code;
        });
        pages.write(page);
        return exit;
    }
}
