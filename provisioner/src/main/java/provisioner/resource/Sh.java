package provisioner.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Text for POSIX sh.
 *
 * <p>A step's script runs with {@code set -eu}, {@code umask 022}, the locale {@code C.UTF-8} and no standard input.
 * {@code $BLOBS} is a private directory with the contents that travel with it. It can call the functions of
 * {@link #functions()}:
 *
 * <ul>
 *   <li>{@code backup PATH} keeps a copy of a file that is about to be overwritten or removed;
 *   <li>{@code put PATH OWNER:GROUP MODE DIGEST} writes a blob beside and renames it;
 *   <li>{@code rewrite PATH BEFORE DIGEST} does so for a file that keeps its owner and mode, if it still has the digest
 *       {@code BEFORE};
 *   <li>{@code place_link PATH TARGET} makes or moves a symbolic link.
 * </ul>
 */
public final class Sh {
    private static final List<String> FUNCTIONS = List.of(
            "functions.sh",
            "units.sh",
            "config.sh",
            "firewall.sh",
            "certificate-place.sh",
            "certificates.sh",
            "mysql.sh",
            "release.sh");

    private Sh() {}

    /** What every script can call. */
    public static String functions() {
        return All.TEXT;
    }

    private static final class All {
        static final String TEXT = FUNCTIONS.stream().map(Sh::function).collect(Collectors.joining());
    }

    /** One of the files of {@link #functions()}, for a program that stays on the host. */
    static String function(String name) {
        try (InputStream in = Sh.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One word, whatever it holds: within single quotes nothing is special but the quote itself. */
    public static String quote(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL cannot be passed to a shell");
        }
        if (!word.isEmpty() && word.chars().allMatch(Sh::isPlain)) {
            return word;
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Words, each quoted, with blanks between them. */
    public static String quoteAll(Collection<String> words) {
        return words.stream().map(Sh::quote).collect(Collectors.joining(" "));
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "/._-:+,@%".indexOf(c) >= 0;
    }
}
