package provisioner.resource;

import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * What may be on a host although no step declares it.
 *
 * @param pattern a {@link Glob#ofTitle} over what a finding is called, such as {@code file /etc/cron.d/*}
 * @param reason for people
 * @param role the role that knows of it; empty where the inventory accepts it, and then it is shown
 */
public record Accepted(String pattern, String reason, Optional<String> role) {

    /** Why the pattern cannot be used, if so. */
    public static Optional<String> flaw(String pattern) {
        try {
            Glob.ofTitle(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(String.valueOf(e.getDescription()));
        }
    }
}
