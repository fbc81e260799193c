package provisioner.cli;

import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.cli.terminal.Terminal;
import provisioner.report.TextReport;
import provisioner.secret.Secret;
import provisioner.sshconfig.Overrides;

/** The options of every command that connects to hosts: how to connect and how to print. */
final class RunSettings {
    enum Output {
        text,
        json
    }

    private final OptionSpec parallel = OptionSpec.builder("--parallel")
            .paramLabel("N")
            .type(int.class)
            .defaultValue("50")
            .description("Number of hosts to work on at a time (default: ${DEFAULT-VALUE}).")
            .build();

    private final OptionSpec connectTimeout = OptionSpec.builder("--connect-timeout")
            .paramLabel("SECONDS")
            .type(Integer.class)
            .description("Seconds to wait for a host to answer (default: ConnectTimeout of ssh_config, or 10).")
            .build();

    private final OptionSpec acceptNewHostKeys = Options.flag(
            "Add unknown host keys to known_hosts and continue. A changed key is still refused.",
            "--accept-new-host-keys");

    private final OptionSpec sshConfig = OptionSpec.builder("-F", "--ssh-config")
            .paramLabel("FILE")
            .type(Path.class)
            .description("OpenSSH client configuration to use instead of ~/.ssh/config and /etc/ssh/ssh_config. "
                    + "'none' uses no configuration.")
            .build();

    private final OptionSpec askSudoPassword = Options.flag(
            "Ask once for the sudo password on the terminal. It overrides the variable sudo_password.",
            "-K",
            "--ask-sudo-password");

    private final OptionSpec output = OptionSpec.builder("--output")
            .paramLabel("text|json")
            .type(Output.class)
            .defaultValue("text")
            .description("Output format: text, or one JSON object per line (default: ${DEFAULT-VALUE}).")
            .build();

    private final OptionSpec noColor =
            Options.flag("Print no colours. NO_COLOR and output that is not a terminal do the same.", "--no-color");

    private final OptionSpec verbose =
            Options.flag("Show everything: also unchanged steps, and all contents in full.", "-v", "--verbose");

    private final OptionSpec diff =
            Options.flag("Show the contents of new files and all differences in full.", "--diff");

    void addTo(CommandSpec command) {
        Stream.of(
                        parallel,
                        connectTimeout,
                        acceptNewHostKeys,
                        sshConfig,
                        askSudoPassword,
                        output,
                        noColor,
                        verbose,
                        diff)
                .forEach(command::addOption);
    }

    /** Adds those of a command that reads what decides how to connect, but does not connect. */
    void addOfflineTo(CommandSpec command) {
        Stream.of(sshConfig, output).forEach(command::addOption);
    }

    /** Adds those of a command that only prints. */
    void addViewTo(CommandSpec command) {
        Stream.of(output, noColor, verbose, diff).forEach(command::addOption);
    }

    int parallel() {
        return parallel.getValue();
    }

    boolean json() {
        return output.getValue() == Output.json;
    }

    /** How to print as text. */
    TextReport.Options text() {
        return new TextReport.Options(
                colour(), terminal(), verbose.getValue(), diff.getValue(), terminal() ? Terminal.width() : 0);
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
                    "no sudo password was given",
                    "enter it on the terminal; without a terminal, set the secret variable sudo_password");
        }
        return Optional.of(new Secret(new String(answer)));
    }

    Optional<Path> sshConfig() {
        return Optional.ofNullable(sshConfig.getValue());
    }

    /** The settings that override the inventory and the SSH configuration. */
    Overrides preferences() {
        return new Overrides(connectTimeout().map(Duration::ofSeconds), acceptNewHostKeys.getValue());
    }

    private Optional<Integer> connectTimeout() {
        return Optional.ofNullable(connectTimeout.getValue());
    }

    void check() throws UsageException {
        if (parallel() < 1) {
            throw new UsageException("--parallel must be at least 1");
        }
        if (connectTimeout().filter(seconds -> seconds < 1).isPresent()) {
            throw new UsageException("--connect-timeout must be at least 1 second");
        }
    }
}
