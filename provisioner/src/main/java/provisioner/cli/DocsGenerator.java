package provisioner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the man page, and the completion for bash, which zsh reads too. */
final class DocsGenerator {
    private DocsGenerator() {}

    /** @param arguments the directory for {@code bash-completion/} and {@code man/} */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        CommandLine tool = Main.commandLine();
        String name = tool.getCommandName();
        write(share.resolve("bash-completion/completions"), name, AutoComplete.bash(name, tool));
        write(share.resolve("man/man1"), name + ".1", ManPage.of(tool));
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name), text);
    }
}
