package provisioner.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a command on this machine. */
final class Command {
    private Command() {}

    /** The output and exit status of a command. */
    record Result(int exit, String stdout, String stderr) {
        boolean ok() {
            return exit == 0;
        }

        /** stdout and stderr, for messages. */
        String text() {
            return (stdout.strip() + "\n" + stderr.strip()).strip();
        }
    }

    /** Runs the command to its end. The caller judges the exit status. */
    static Result run(Duration limit, String stdin, List<String> command) throws LabException, InterruptedException {
        Process process = start(new ProcessBuilder(command));
        try {
            CompletableFuture<String> stdout = read(process.getInputStream());
            CompletableFuture<String> stderr = read(process.getErrorStream());
            write(process.getOutputStream(), stdin);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LabException("'" + String.join(" ", command) + "' did not end within " + limit.toSeconds()
                        + " s; check that the Docker daemon answers: docker info");
            }
            return new Result(process.exitValue(), stdout.join(), stderr.join());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs the command with this process's own stdin, stdout and stderr, and returns its exit status. */
    static int onThisTerminal(List<String> command) throws LabException, InterruptedException {
        Process process = start(new ProcessBuilder(command).inheritIO());
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    private static Process start(ProcessBuilder builder) throws LabException {
        try {
            return builder.start();
        } catch (IOException e) {
            String command = builder.command().getFirst();
            String debianPackage = switch (command) {
                case "docker" -> "docker.io";
                case "ssh", "ssh-keygen" -> "openssh-client";
                default -> command;
            };
            throw new LabException(
                    "cannot run the command '" + command
                            + "'; on Debian or Ubuntu, install it as root: apt-get install " + debianPackage,
                    e);
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> all = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                all.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                all.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return all;
    }

    /** In its own thread, so that a command that writes much before it reads cannot block us. */
    private static void write(OutputStream stream, String text) {
        Thread.ofVirtual().start(() -> {
            try (stream) {
                stream.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The command ended without reading everything. Its exit status tells whether it failed.
            }
        });
    }
}
