package provisioner.resource;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * What may be on a host although no step declares it.
 *
 * @param pattern a glob over what a finding is called, such as {@code file /etc/cron.d/*}: {@code *} stands for anything but
 *     slashes, {@code **} for anything
 * @param reason for people
 * @param role the role that knows of it; empty where the inventory accepts it, and then it is shown
 */
public record Accepted(String pattern, String reason, Optional<String> role) {

    /** Why the pattern cannot be used, if so. */
    public static Optional<String> flaw(String pattern) {
        try {
            matcher(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(String.valueOf(e.getDescription()));
        }
    }

    private static PathMatcher matcher(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }

    /** Whether it is about what is called so. What cannot be the name of a file here is nothing that anybody accepted. */
    public boolean covers(String title) {
        try {
            return matcher(pattern).matches(Path.of(title));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
