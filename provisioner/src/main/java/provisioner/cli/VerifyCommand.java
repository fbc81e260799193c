package provisioner.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import provisioner.compile.Program;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.remote.Target;
import provisioner.report.JUnitReport;
import provisioner.secret.Masker;

/** {@code provisioner verify}. */
@picocli.CommandLine.Command(name = "verify", mixinStandardHelpOptions = true)
final class VerifyCommand extends HostCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "PLAYBOOK",
            description = "What should be so (default: playbooks/site.yml).")
    @Nullable
    Path playbook;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the result as JUnit XML, too.")
    @Nullable
    Path junit;

    @Option(names = "--read-only", description = "Leave out the checks that write something to read it back.")
    boolean readOnly;

    @Override
    Command command() {
        return Command.VERIFY;
    }

    @Override
    boolean readOnly() {
        return readOnly;
    }

    @Override
    int run() throws Exception {
        Compilation work = Compilation.of(input, Optional.ofNullable(playbook));
        Program program = work.compile();
        Reach reach = Reach.of(settings, work.lab());
        SequencedMap<String, Target> targets = reach.targets(program);
        Masker masker = reach.masker(program);
        JUnitReport cases = new JUnitReport(masker);
        Consumer<Event> view = report(masker);
        try (Interrupt interrupt = new Interrupt()) {
            Consumer<Event> both = view.andThen(cases);
            int exit = engine(program, targets, masker, interrupt, Optional.empty(), both)
                    .verify()
                    .summary()
                    .exitCode();
            if (junit != null) {
                write(cases, junit);
            }
            return exit;
        }
    }

    private static void write(JUnitReport cases, Path file) throws FailedException {
        try {
            cases.write(file);
        } catch (IOException e) {
            throw new FailedException("cannot write " + file + ": " + e.getMessage(), "");
        }
    }
}
