package provisioner.cli.editor;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code provisioner completion SHELL}: prints the script with which a shell completes command lines of this tool. */
public final class CompletionCommand implements Callable<Integer> {
    /** A shell that has a script. */
    public enum ForShell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The script. It asks {@link CompleteCommand} at each completion, so it is the same for all versions of the tool. */
        public String script() {
            String name = "completion." + this;
            try (InputStream script = CompletionCommand.class.getResourceAsStream(name)) {
                return new String(Objects.requireNonNull(script, name).readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final PositionalParamSpec shell = PositionalParamSpec.builder()
            .required(true)
            .paramLabel("SHELL")
            .type(ForShell.class)
            .description("bash, zsh or fish.")
            .build();

    private final PrintStream out;

    /** @param out where to print */
    public CompletionCommand(PrintStream out) {
        this.out = out;
    }

    /** The command for picocli. */
    public CommandSpec spec() {
        return CommandSpec.wrapWithoutInspection(this).addPositional(shell);
    }

    @Override
    public Integer call() {
        ForShell wanted = shell.getValue();
        out.print(wanted.script());
        return 0;
    }
}
