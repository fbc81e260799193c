package provisioner.cli.worker;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.report.OutputSanitizer;

/** {@code provisioner schedule remove NAME}. */
final class RemoveCommand implements Callable<Integer> {
    private final PositionalParamSpec name = PositionalParamSpec.builder()
            .index("0")
            .required(true)
            .paramLabel("NAME")
            .type(String.class)
            .description("Name of the entry, or digest of the approved plan, as 'schedule list' shows it.")
            .build();

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final WorkOptions work = new WorkOptions(spec);
    private final PrintStream out;

    private RemoveCommand(PrintStream out) {
        this.out = out;
    }

    static CommandSpec spec(PrintStream out, Consumer<CommandSpec> standard) {
        RemoveCommand command = new RemoveCommand(out);
        command.spec.addPositional(command.name);
        command.spec.usageMessage().description("Remove an entry with all its shards. What runs goes on to its end.");
        standard.accept(command.spec);
        return command.spec;
    }

    @Override
    public Integer call() throws FailedException {
        String entry = name.getValue();
        try {
            work.change(list -> list.remove(work.pool(), entry));
        } catch (IllegalArgumentException e) {
            throw work.usage(e);
        }
        out.println(OutputSanitizer.WITHOUT_SECRETS.line("removed '" + entry + "' from pool " + work.pool()));
        return 0;
    }
}
