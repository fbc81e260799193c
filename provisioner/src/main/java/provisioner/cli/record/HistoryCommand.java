package provisioner.cli.record;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.record.History;
import provisioner.record.RecordException;

/** {@code provisioner history [HOST] [STEP]}: what was found on hosts, from when to when, and what was changed. */
public final class HistoryCommand extends RecordCommand {
    private final PositionalParamSpec host = parameter("0", "HOST", "Only what is about this host.");
    private final PositionalParamSpec step =
            parameter("1", "STEP", "Only steps, checks and things whose name contains this.");

    private HistoryCommand(PrintStream out) {
        super(out);
    }

    private static PositionalParamSpec parameter(String index, String label, String description) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity("0..1")
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    /**
     * The command {@code history}.
     *
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(PrintStream out, Consumer<CommandSpec> standard) {
        return new HistoryCommand(out).spec(standard);
    }

    @Override
    void define(CommandSpec command) {
        command.addPositional(host).addPositional(step);
    }

    private static String text(PositionalParamSpec parameter) {
        return Optional.<String>ofNullable(parameter.getValue()).orElse("");
    }

    @Override
    void show(History history, View view) throws RecordException {
        History.Selection which = selection(text(host), text(step));
        view.findings(history.findings(which, Instant.EPOCH));
        view.changes(history.changes(which));
    }
}
