package provisioner.remote.target;

import java.nio.file.Path;
import java.util.Optional;

/** Asks the operator for the passphrase of a private key. Called from several connections' threads at once. */
@FunctionalInterface
public interface PassphrasePrompt {

    /**
     * @param attempt 1 for the first question about this key, 2 after a wrong answer, …
     * @return the passphrase, whose array is overwritten after use; empty to skip this key
     */
    Optional<char[]> ask(Path key, int attempt);

    /** For runs without a terminal: skips encrypted keys. */
    static PassphrasePrompt none() {
        return (key, attempt) -> Optional.empty();
    }
}
