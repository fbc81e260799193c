package provisioner.cli.record;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.record.History;
import provisioner.record.RecordException;

/** {@code provisioner drift --since 7d}: what is not in order, since when, and what was not. */
public final class DriftCommand extends RecordCommand {
    private final OptionSpec since = OptionSpec.builder("--since")
            .paramLabel("TIME")
            .type(Duration.class)
            .converters(new TimeSpan())
            .defaultValue("7d")
            .description(
                    "Also show what was resolved, if it was seen in this time: a number of seconds (s), minutes (m),"
                            + " hours (h), days (d) or weeks (w) (default: ${DEFAULT-VALUE}).")
            .build();

    private DriftCommand(PrintStream out) {
        super(out);
    }

    /**
     * The command {@code drift}.
     *
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(PrintStream out, Consumer<CommandSpec> standard) {
        return new DriftCommand(out).spec(standard);
    }

    @Override
    void define(CommandSpec command) {
        command.addOption(since);
    }

    @Override
    void show(History history, View view) throws RecordException {
        Duration time = since.getValue();
        view.findings(history.findings(selection("", ""), now().minus(time)));
    }
}
