package provisioner.cli.terminal;

import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;
import provisioner.remote.target.PassphrasePrompt;

/** Asks for passphrases on the terminal, one question at a time and at most three times for a key. */
public final class ConsolePassphrases implements PassphrasePrompt {
    private static final int ATTEMPTS = 3;

    @Override
    public synchronized Optional<char[]> ask(Path key, int attempt) {
        Console console = System.console();
        if (console == null || !console.isTerminal() || attempt > ATTEMPTS) {
            return Optional.empty();
        }
        String again = attempt > 1 ? "Wrong. " : "";
        return Optional.ofNullable(console.readPassword("%sPassphrase for %s: ", again, key));
    }
}
