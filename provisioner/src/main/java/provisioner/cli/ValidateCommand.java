package provisioner.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.engine.Event;
import provisioner.report.JsonReport;
import provisioner.report.OutputSanitizer;
import provisioner.secret.Masker;
import provisioner.source.Problem;

/** {@code provisioner validate}: everything that {@code plan} says before it contacts a host. */
final class ValidateCommand extends ToolCommand {
    private static final String WORD = "validate";

    private final InputOptions input = new InputOptions();
    private final RunSettings settings = new RunSettings();
    private final PrintStream out = System.out;

    private final PositionalParamSpec playbook = PositionalParamSpec.builder()
            .arity("0..1")
            .paramLabel("PLAYBOOK")
            .type(Path.class)
            .description("Playbook that defines the desired state (default: playbooks/site.yml).")
            .build();

    @Override
    void define(CommandSpec command) {
        input.addWithoutLabTo(command);
        settings.addOfflineTo(command);
        command.addPositional(playbook);
    }

    @Override
    public Integer call() throws Exception {
        return new Refusal(WORD, settings.json(), out).unless(this::validate);
    }

    private int validate() throws Exception {
        RunInput work = RunInput.of(input, Optional.ofNullable(playbook.getValue()));
        Program program = PreparedRun.of(work.compile(), SshAccess.unused(settings.sshConfig()))
                .program();
        Masker masker = Masker.of(program.secrets());
        if (settings.json()) {
            JsonReport report = new JsonReport(out, masker);
            report.run(WORD, work.run(), Instant.now().toString());
            program.warnings().forEach(warning -> report.accept(new Event.InputWarning(warning)));
            report.ended(WORD, 0);
            return 0;
        }
        OutputSanitizer safe = new OutputSanitizer(masker);
        for (Problem warning : program.warnings()) {
            out.println("warning: " + safe.line(warning.toString()));
        }
        out.println("The input is valid: " + contents(program) + ". No host was contacted.");
        return 0;
    }

    /** {@code 3 hosts, 241 steps, 22 checks}. */
    private static String contents(Program program) {
        int steps =
                program.hosts().stream().mapToInt(host -> host.steps().size()).sum();
        int checks = program.globalChecks().size();
        for (HostProgram host : program.hosts()) {
            checks += host.checks().size();
        }
        return count(program.hosts().size(), "host") + ", " + count(steps, "step") + ", " + count(checks, "check");
    }

    private static String count(int number, String of) {
        return number + " " + of + (number == 1 ? "" : "s");
    }
}
