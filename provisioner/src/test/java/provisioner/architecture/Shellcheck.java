package provisioner.architecture;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the program shellcheck. */
public final class Shellcheck {
    private Shellcheck() {}

    /** What it finds, a line each; empty where it finds nothing. */
    public static String in(Path directory, List<Path> scripts, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("shellcheck", "--format=gcc"));
        command.addAll(List.of(options));
        scripts.forEach(script -> command.add(script.toString()));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (IOException e) {
            return fail("shellcheck must be installed: provisioner/bin/setup --tests does that", e);
        }
    }
}
