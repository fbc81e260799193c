package provisioner.sshconfig;

import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the command line, which override every configuration for all hosts.
 *
 * @param acceptNewHostKeys whether to add unknown host keys to known_hosts
 */
public record Overrides(Optional<Duration> connectTimeout, boolean acceptNewHostKeys) {

    public static Overrides none() {
        return new Overrides(Optional.empty(), false);
    }
}
