package provisioner.cli.record;

import java.io.PrintStream;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import provisioner.record.History;
import provisioner.record.RecordException;

/** {@code provisioner runs}: who ran what, when, and what came of it. */
public final class RunsCommand extends RecordCommand {
    private RunsCommand(PrintStream out) {
        super(out);
    }

    /**
     * The command {@code runs}.
     *
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(PrintStream out, Consumer<CommandSpec> standard) {
        return new RunsCommand(out).spec(standard);
    }

    @Override
    void define(CommandSpec command) {}

    @Override
    void show(History history, View view) throws RecordException {
        view.runs(history.runs(selection("", "")));
    }
}
