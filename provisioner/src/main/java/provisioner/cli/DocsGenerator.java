package provisioner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import provisioner.cli.editor.CompletionCommand.ForShell;

/** Writes the man page, and the completion for each shell. */
final class DocsGenerator {
    private DocsGenerator() {}

    /** @param arguments the directory for {@code bash-completion/}, {@code zsh/}, {@code fish/} and {@code man/} */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        CommandLine tool = Main.commandLine();
        String name = tool.getCommandName();
        write(share.resolve("bash-completion/completions"), name, ForShell.BASH.script());
        write(share.resolve("zsh/vendor-completions"), "_" + name, ForShell.ZSH.script());
        write(share.resolve("fish/vendor_completions.d"), name + ".fish", ForShell.FISH.script());
        write(share.resolve("man/man1"), name + ".1", ManPage.of(tool));
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name), text);
    }
}
