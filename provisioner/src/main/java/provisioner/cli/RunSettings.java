package provisioner.cli;

import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.secret.Secret;
import provisioner.sshconfig.Overrides;

/** How to work, and how to show it: the options that every command over hosts has. */
final class RunSettings {
    enum Output {
        text,
        json
    }

    private final OptionSpec parallel = OptionSpec.builder("--parallel")
            .paramLabel("N")
            .type(int.class)
            .defaultValue("50")
            .description("How many hosts at a time (default: ${DEFAULT-VALUE}).")
            .build();

    private final OptionSpec connectTimeout = OptionSpec.builder("--connect-timeout")
            .paramLabel("SECONDS")
            .type(Integer.class)
            .description("How long to wait for a host to answer (default: ConnectTimeout, else 10).")
            .build();

    private final OptionSpec acceptNewHostKeys = Options.flag(
            "Write the key of a host that is not in known_hosts there, and go on; a changed key is refused.",
            "--accept-new-host-keys");

    private final OptionSpec sshConfig = OptionSpec.builder("-F", "--ssh-config")
            .paramLabel("FILE")
            .type(Path.class)
            .description("OpenSSH's client configuration to use in place of ~/.ssh/config and /etc/ssh/ssh_config; "
                    + "'none' for no configuration at all.")
            .build();

    private final OptionSpec askSudoPassword = Options.flag(
            "Ask once for the password that sudo wants, on the terminal; it goes before the hosts' variable "
                    + "sudo_password.",
            "-K",
            "--ask-sudo-password");

    private final OptionSpec output = OptionSpec.builder("--output")
            .paramLabel("text|json")
            .type(Output.class)
            .defaultValue("text")
            .description("Text for people, or one JSON object a line (default: ${DEFAULT-VALUE}).")
            .build();

    private final OptionSpec noColor =
            Options.flag("No colours; also where NO_COLOR is set or the output is no terminal.", "--no-color");

    private final OptionSpec verbose = Options.flag("Show what is unchanged, too.", "-v", "--verbose");

    void addTo(CommandSpec command) {
        Stream.of(parallel, connectTimeout, acceptNewHostKeys, sshConfig, askSudoPassword, output, noColor, verbose)
                .forEach(command::addOption);
    }

    int parallel() {
        return parallel.getValue();
    }

    boolean json() {
        return output.getValue() == Output.json;
    }

    boolean verbose() {
        return verbose.getValue();
    }

    boolean terminal() {
        return System.console() != null && System.console().isTerminal();
    }

    boolean colour() {
        boolean declined = noColor.getValue();
        return !declined
                && terminal()
                && Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty();
    }

    Optional<Secret> sudoPassword() throws FailedException {
        boolean wanted = askSudoPassword.getValue();
        if (!wanted) {
            return Optional.empty();
        }
        Console console = System.console();
        char[] answer = console == null || !console.isTerminal() ? null : console.readPassword("Password for sudo: ");
        if (answer == null || answer.length == 0) {
            throw new FailedException(
                    "no password was given for sudo",
                    "it is asked for on the terminal; without one, make it the secret variable sudo_password");
        }
        return Optional.of(new Secret(new String(answer)));
    }

    Optional<Path> sshConfig() {
        return Optional.ofNullable(sshConfig.getValue());
    }

    /** What is said here goes before the inventory and before ssh's configuration. */
    Overrides preferences() {
        return new Overrides(connectTimeout().map(Duration::ofSeconds), acceptNewHostKeys.getValue());
    }

    private Optional<Integer> connectTimeout() {
        return Optional.ofNullable(connectTimeout.getValue());
    }

    void check() throws UsageException {
        if (parallel() < 1) {
            throw new UsageException("--parallel needs a number of hosts, at least 1");
        }
        if (connectTimeout().filter(seconds -> seconds < 1).isPresent()) {
            throw new UsageException("--connect-timeout needs a number of seconds, at least 1");
        }
    }
}
