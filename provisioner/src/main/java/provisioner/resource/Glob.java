package provisioner.resource;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;

/** A pattern of names as shells have it: {@code *} stands for anything but slashes, {@code **} for anything. */
public final class Glob {
    private final PathMatcher matcher;

    /** @throws PatternSyntaxException if it is none */
    public Glob(String pattern) {
        matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }

    /** Whether it stands for this. What cannot be a name of a file here is never meant. */
    public boolean matches(String text) {
        try {
            return matcher.matches(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
