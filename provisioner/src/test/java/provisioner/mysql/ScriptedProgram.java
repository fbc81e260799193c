package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A role's program about a database server, in whose client's place stands a script that answers from files. */
final class ScriptedProgram implements AutoCloseable {
    private final Path directory;
    private final Path program;
    private final List<Process> started = new ArrayList<>();

    /**
     * @param directory for the script, what it says, and the program's log
     * @param program below {@code playbooks/roles}
     */
    ScriptedProgram(Path directory, String program) {
        this.directory = directory;
        this.program = Path.of("../playbooks/roles", program).toAbsolutePath();
    }

    /**
     * Makes the script.
     *
     * @param name of the client, by which the program knows MariaDB
     */
    String client(String name, String script) throws IOException {
        Path client = Files.writeString(directory.resolve(name), script);
        assertThat(client.toFile().setExecutable(true)).isTrue();
        return client.toString();
    }

    void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        started.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
    }

    /** The script never sees half of it. */
    void says(String file, String text) throws IOException {
        Path staged = Files.writeString(directory.resolve("staged"), text);
        Files.move(staged, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    String text(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    String log() throws IOException {
        return text("log");
    }

    /** The first that was started. */
    Process process() {
        return started.getFirst();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process one : started) {
            one.descendants().forEach(ProcessHandle::destroyForcibly);
            one.destroyForcibly().waitFor();
        }
    }
}
