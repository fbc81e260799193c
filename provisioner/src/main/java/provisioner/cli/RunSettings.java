package provisioner.cli;

import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import provisioner.remote.Password;
import provisioner.sshconfig.Preferences;

/** How to work, and how to show it: the options that every command over hosts has. */
final class RunSettings {
    enum Output {
        text,
        json
    }

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many hosts at a time (default: ${DEFAULT-VALUE}).")
    int parallel;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for a host to answer (default: ConnectTimeout, else 10).")
    @Nullable
    Integer connectTimeout;

    @Option(
            names = "--accept-new-host-keys",
            description =
                    "Write the key of a host that is not in known_hosts there, and go on; a changed key is refused.")
    boolean acceptNewHostKeys;

    @Option(
            names = {"-F", "--ssh-config"},
            paramLabel = "FILE",
            description = "OpenSSH's client configuration to use in place of ~/.ssh/config and /etc/ssh/ssh_config; "
                    + "'none' for no configuration at all.")
    @Nullable
    Path sshConfig;

    @Option(
            names = {"-K", "--ask-sudo-password"},
            description =
                    "Ask once for the password that sudo wants, on the terminal; it goes before the hosts' variable "
                            + "sudo_password.")
    boolean askSudoPassword;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Text for people, or one JSON object a line (default: ${DEFAULT-VALUE}).")
    Output output = Output.text;

    @Option(names = "--no-color", description = "No colours; also where NO_COLOR is set or the output is no terminal.")
    boolean noColor;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show what is unchanged, too.")
    boolean verbose;

    boolean json() {
        return output == Output.json;
    }

    boolean terminal() {
        return System.console() != null && System.console().isTerminal();
    }

    boolean colour() {
        return !noColor
                && terminal()
                && Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty();
    }

    Optional<Password> sudoPassword() throws FailedException {
        if (!askSudoPassword) {
            return Optional.empty();
        }
        Console console = System.console();
        char[] answer = console == null || !console.isTerminal() ? null : console.readPassword("Password for sudo: ");
        if (answer == null || answer.length == 0) {
            throw new FailedException(
                    "no password was given for sudo",
                    "it is asked for on the terminal; without one, make it the secret variable sudo_password");
        }
        return Optional.of(new Password(new String(answer)));
    }

    Optional<Path> sshConfig() {
        return Optional.ofNullable(sshConfig);
    }

    /** What is said here goes before the inventory and before ssh's configuration. */
    Preferences preferences() {
        return new Preferences(Optional.ofNullable(connectTimeout).map(Duration::ofSeconds), acceptNewHostKeys);
    }

    /** For a command that stands for another one. */
    void copy(RunSettings other) {
        parallel = other.parallel;
        connectTimeout = other.connectTimeout;
        sshConfig = other.sshConfig;
        askSudoPassword = other.askSudoPassword;
        acceptNewHostKeys = other.acceptNewHostKeys;
        output = other.output;
        noColor = other.noColor;
        verbose = other.verbose;
    }

    void check() throws UsageException {
        if (parallel < 1) {
            throw new UsageException("--parallel needs a number of hosts, at least 1");
        }
        if (connectTimeout != null && connectTimeout < 1) {
            throw new UsageException("--connect-timeout needs a number of seconds, at least 1");
        }
    }
}
