package provisioner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes what an installation has beside the program: completion for bash (and zsh, which reads the same), and the man page. */
final class DocsGenerator {
    private DocsGenerator() {}

    /** @param arguments the directory that gets {@code bash-completion/completions/provisioner} and {@code man/man1/provisioner.1} */
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
