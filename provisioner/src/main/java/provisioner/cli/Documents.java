package provisioner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes what an installation has beside the program: completion for bash (and zsh, which reads the same), and the man page. */
final class Documents {
    private Documents() {}

    /** @param arguments the directory that gets {@code bash-completion/completions/provisioner} and {@code man/man1/provisioner.1} */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        CommandLine tool = Main.commandLine();
        String name = tool.getCommandName();
        write(share.resolve("bash-completion").resolve("completions").resolve(name), AutoComplete.bash(name, tool));
        write(share.resolve("man").resolve("man1").resolve(name + ".1"), ManPage.of(tool));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
