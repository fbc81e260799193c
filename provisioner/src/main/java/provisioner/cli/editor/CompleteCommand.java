package provisioner.cli.editor;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code provisioner __complete -- WORD…}: what may stand in the place of the last word. Shells ask it. It only reads files. */
public final class CompleteCommand implements Callable<Integer> {
    /** The command's name, which no user types. */
    public static final String NAME = "__complete";

    private final PositionalParamSpec words = PositionalParamSpec.builder()
            .paramLabel("WORD")
            .arity("1..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("What was typed after the name of the tool, up to the cursor.")
            .build();

    private final Supplier<CommandLine> tool;
    private final Path inventory;
    private final PrintStream out;

    /**
     * @param tool all commands
     * @param inventory the default
     * @param out where to print
     */
    public CompleteCommand(Supplier<CommandLine> tool, Path inventory, PrintStream out) {
        this.tool = tool;
        this.inventory = inventory;
        this.out = out;
    }

    /** The command for picocli. */
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).addPositional(words);
        spec.usageMessage().hidden(true);
        return spec;
    }

    @Override
    public Integer call() {
        List<String> typed = words.getValue();
        Completer.complete(tool.get().getCommandSpec(), typed, inventory).forEach(out::println);
        return 0;
    }
}
