package provisioner.cli.record;

import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.record.History;
import provisioner.record.RecordDatabase;
import provisioner.record.RecordException;

/** The base of the commands that show what is recorded. */
abstract class RecordCommand implements Callable<Integer> {
    /** How to print. */
    enum Output {
        text,
        json
    }

    final RecordOptions record = RecordOptions.ofView();

    private final OptionSpec lines = OptionSpec.builder("--lines")
            .paramLabel("N")
            .type(int.class)
            .defaultValue("100")
            .description("Show at most this many of each kind, the newest (default: ${DEFAULT-VALUE}).")
            .build();

    private final OptionSpec output = OptionSpec.builder("--output")
            .paramLabel("text|json")
            .type(Output.class)
            .defaultValue("text")
            .description("Output format: text, or one JSON object per line (default: ${DEFAULT-VALUE}).")
            .build();

    private final PrintStream out;

    RecordCommand(PrintStream out) {
        this.out = out;
    }

    /** Adds the command's own parameters and options. */
    abstract void define(CommandSpec command);

    abstract void show(History history, View view) throws RecordException;

    /** @param standard adds the options that every command has */
    CommandSpec spec(Consumer<CommandSpec> standard) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
        record.addTo(spec);
        define(spec);
        spec.addOption(lines).addOption(output);
        standard.accept(spec);
        return spec;
    }

    History.Selection selection(String host, String step) {
        return new History.Selection(record.site().orElse(""), host, step, lines.getValue());
    }

    /** When the command was started. */
    Instant now() {
        return Instant.now();
    }

    @Override
    public final Integer call() throws FailedException {
        RecordOptions.Target target = record.required();
        View view = output.getValue() == Output.json ? new JsonView(out) : new TextView(out);
        try (RecordDatabase database = RecordDatabase.reading(target.url(), target.password())) {
            show(new History(database), view);
            return 0;
        } catch (RecordException e) {
            throw new FailedException(
                    "cannot read the record in " + target.url().place() + ": " + e.getMessage(), "");
        }
    }
}
