package provisioner.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the {@code docker} command and explains its failures to the user. */
final class Docker {
    private static final Duration USUAL = Duration.ofSeconds(60);

    /** Runs {@code docker}, which must succeed. Returns its stdout without the last newline. */
    String run(String... arguments) throws LabException, InterruptedException {
        return run(List.of(arguments));
    }

    String run(List<String> arguments) throws LabException, InterruptedException {
        return run(USUAL, arguments);
    }

    String run(Duration limit, List<String> arguments) throws LabException, InterruptedException {
        Command.Result result = attempt(limit, "", arguments);
        if (!result.ok()) {
            throw failure(arguments, result);
        }
        return result.stdout().strip();
    }

    /** Runs a script as root in a container. */
    Command.Result exec(Duration limit, String container, String script) throws LabException, InterruptedException {
        // As an argument and not on stdin, because a command that reads stdin would consume the rest of the script.
        return attempt(limit, "", List.of("exec", container, "sh", "-c", script));
    }

    /** Runs {@code docker}. The caller judges the exit status. */
    Command.Result attempt(Duration limit, String stdin, List<String> arguments)
            throws LabException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(arguments);
        return Command.run(limit, stdin, command);
    }

    boolean hasImage(String image) throws LabException, InterruptedException {
        List<String> arguments = List.of("image", "inspect", image);
        Command.Result result = attempt(USUAL, "", arguments);
        if (!result.ok() && !result.stderr().toLowerCase(Locale.ROOT).contains("no such image")) {
            throw failure(arguments, result);
        }
        return result.ok();
    }

    /** The failure of a docker command, with a hint if one is known. */
    private static LabException failure(List<String> arguments, Command.Result result) {
        String said = result.text();
        if (said.contains("permission denied") && said.contains("docker")) {
            return new LabException("this user may not use Docker; run the command with sudo, or as root: usermod -aG"
                    + " docker $USER, and log in again");
        }
        if (said.contains("Cannot connect to the Docker daemon") || said.contains("error during connect")) {
            return new LabException(
                    "the Docker daemon is not running; start it as root: systemctl start docker (without"
                            + " systemd: dockerd &)");
        }
        return new LabException("'docker " + String.join(" ", arguments) + "' failed with status " + result.exit()
                + (said.isEmpty() ? "" : ":\n" + said));
    }
}
