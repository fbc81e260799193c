package provisioner.remote.shell;

import java.time.Duration;

/**
 * One of the steps that {@link Steps} runs in one exchange.
 *
 * @param script sh; it sees neither the protocol's descriptors nor the lock
 * @param watch a second script, which sees whether what the first has begun stays; empty for none
 * @param timeout whole seconds, for each script; after it the script gets SIGTERM, ten seconds later SIGKILL
 */
public record StepRequest(String script, String watch, Duration timeout) {
    public StepRequest(String script, Duration timeout) {
        this(script, "", timeout);
    }

    @Override
    public String toString() {
        return "a script of " + script.length() + " characters";
    }
}
