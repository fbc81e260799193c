package provisioner.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.engine.Command;
import provisioner.report.JUnitReport;

/** {@code provisioner verify}. */
final class VerifyCommand extends HostCommand {
    private final PositionalParamSpec playbook = PositionalParamSpec.builder()
            .arity("0..1")
            .paramLabel("PLAYBOOK")
            .type(Path.class)
            .description("Playbook that defines the desired state (default: playbooks/site.yml).")
            .build();

    private final OptionSpec junit = OptionSpec.builder("--junit")
            .paramLabel("FILE")
            .type(Path.class)
            .description("Also write the result to this file as JUnit XML.")
            .build();

    private final OptionSpec readOnly =
            Options.flag("Skip checks that write test data and read it back.", "--read-only");

    VerifyCommand() {
        super(new RunSettings());
    }

    @Override
    void define(CommandSpec command) {
        super.define(command);
        command.addPositional(playbook).addOption(junit).addOption(readOnly);
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
    int run() throws Exception {
        RunInput work = RunInput.of(input, Optional.ofNullable(playbook.getValue()));
        PreparedRun run = PreparedRun.of(work.compile(), settings, work.lab());
        JUnitReport cases = new JUnitReport(run.masker());
        return run(run, report(run.masker()).andThen(cases), engine -> {
            int exit = engine.verify().summary().exitCode();
            Path file = junit.getValue();
            if (file != null) {
                write(cases, file);
            }
            return exit;
        });
    }

    private static void write(JUnitReport cases, Path file) throws FailedException {
        try {
            cases.write(file);
        } catch (IOException e) {
            throw new FailedException("cannot write " + file + ": " + e.getMessage(), "");
        }
    }
}
