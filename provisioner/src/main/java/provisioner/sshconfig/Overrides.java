package provisioner.sshconfig;

import java.time.Duration;
import java.util.Optional;

/**
 * What the command line says for all hosts, before any configuration.
 *
 * @param acceptNewHostKeys whether unknown host keys are written to known_hosts
 */
public record Overrides(Optional<Duration> connectTimeout, boolean acceptNewHostKeys) {

    public static Overrides none() {
        return new Overrides(Optional.empty(), false);
    }
}
