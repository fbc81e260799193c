import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One run of a command as a whole process.
 *
 * @param wall seconds
 * @param cpu seconds of the command's own processes on this machine, user and system
 * @param peakMiB of the largest of them
 */
record Measured(double wall, double cpu, double peakMiB) {

    /**
     * @param command a name that the table shows
     * @param line what is run
     * @param exits the exit codes that count as done
     */
    record Command(String command, Path directory, List<String> line, Set<Integer> exits) {
        Command named(String name) {
            return new Command(name, directory, line, exits);
        }
    }

    /** @throws IllegalStateException where it ends otherwise than it should; the figure would be of something else */
    static Measured run(Command command) throws IOException, InterruptedException {
        Path figures = Files.createTempFile("bench", ".figures");
        Path output = Files.createTempFile("bench", ".output");
        try {
            List<String> line = new ArrayList<>(List.of("/usr/bin/time", "-o", figures.toString(), "-f", "%e %U %S %M"));
            line.addAll(command.line());
            int exit = new ProcessBuilder(line)
                    .directory(command.directory().toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            if (!command.exits().contains(exit)) {
                throw new IllegalStateException(
                        command.command() + " ended with " + exit + ":\n" + Files.readString(output));
            }
            String[] figure = Files.readAllLines(figures).getLast().split(" ");
            return new Measured(
                    Double.parseDouble(figure[0]),
                    Double.parseDouble(figure[1]) + Double.parseDouble(figure[2]),
                    Double.parseDouble(figure[3]) / 1024);
        } finally {
            Files.delete(figures);
            Files.delete(output);
        }
    }
}
