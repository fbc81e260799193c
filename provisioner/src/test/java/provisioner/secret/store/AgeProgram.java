package provisioner.secret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code age} program; a machine without it cannot pass these tests: provisioner/bin/setup installs it. */
final class AgeProgram {
    private AgeProgram() {}

    /** A key in a file of its own; returns its recipient. */
    static String newKey(Path file) throws IOException, InterruptedException {
        run("", List.of("age-keygen", "-o", file.toString()));
        return recipientOf(file);
    }

    static String recipientOf(Path keyFile) throws IOException, InterruptedException {
        return run("", List.of("age-keygen", "-y", keyFile.toString())).strip();
    }

    static String encrypt(String text, String... recipients) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("age", "--armor"));
        for (String recipient : recipients) {
            command.addAll(List.of("--recipient", recipient));
        }
        return run(text, command);
    }

    static String decrypt(String armored, Path keyFile) throws IOException, InterruptedException {
        return run(armored, List.of("age", "--decrypt", "--identity", keyFile.toString()));
    }

    private static String run(String input, List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new AssertionError("the age program is missing; 'provisioner/bin/setup --tests' installs it", e);
        }
        Thread.ofVirtual().start(() -> {
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("exit status of %s", command).isZero();
        return out;
    }
}
