package provisioner.resource.file;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment.Impossible;
import provisioner.source.Fields;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Special;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** Absolute paths on a host, and the directory that each one needs. */
public final class Paths {
    /** Of the kernel, with the NUL at its end. */
    private static final int LONGEST = 4095;

    private Paths() {}

    /** A path that has to be there; a harmless one after a problem. */
    public static String required(Fields fields, String key) {
        String path = fields.string(key);
        Optional<String> wrong = path.isEmpty() ? Optional.empty() : wrong(path);
        boolean shown = path.length() <= LONGEST && path.chars().noneMatch(Character::isISOControl);
        String found = shown ? ", found '" + path + "'" : "";
        wrong.ifPresent(message -> fields.refuse(key, "'" + key + "' " + message + found, ""));
        return path.isEmpty() || wrong.isPresent() ? "/-" : path;
    }

    public static Optional<String> wrong(String path) {
        if (!path.startsWith("/")) {
            return Optional.of("must be an absolute path, beginning with '/'");
        }
        if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Optional.of("must not contain a control character");
        }
        if (path.length() > LONGEST) {
            return Optional.of("must have at most " + LONGEST + " characters");
        }
        if (path.equals("/")) {
            return Optional.of("must not be the root directory");
        }
        Set<String> odd = Set.of("", ".", "..");
        return Arrays.stream(path.substring(1).split("/", -1)).anyMatch(odd::contains)
                ? Optional.of("must not contain '//', a part '.' or '..', or a '/' at the end")
                : Optional.empty();
    }

    /** {@code /etc} of {@code /etc/motd}, {@code /} of {@code /etc}. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    public static PathQuery parentQuery(String path) {
        return new PathQuery(parent(path));
    }

    /** Why nothing can be made at a path; a link as its directory is given the benefit of the doubt. */
    public static Optional<Impossible> blockedParent(String path, StateView state) {
        PathQuery parent = parentQuery(path);
        if (!state.settled(parent)) {
            return Optional.empty();
        }
        return switch (state.get(parent)) {
            case Directory ignored -> Optional.empty();
            case Symlink ignored -> Optional.empty();
            case Missing ignored ->
                Optional.of(new Impossible(
                        "directory " + parent.path() + " does not exist", "add a 'directory' step before this one"));
            case RegularFile file -> Optional.of(new Impossible(parent.path() + " is " + kind(file), ""));
            case Special special -> Optional.of(new Impossible(parent.path() + " is " + kind(special), ""));
        };
    }

    /** Why nothing can take the place of a file. */
    static Optional<Impossible> fixed(String path, PathState state) {
        return state instanceof RegularFile file && file.fixed()
                ? Optional.of(new Impossible(
                        "not even root can change " + path + ": it is immutable, or its file system is read-only",
                        "see 'lsattr " + path + "' and 'findmnt -T " + path + "'"))
                : Optional.empty();
    }

    /** For messages: {@code a directory}. */
    public static String kind(PathState state) {
        return switch (state) {
            case Missing ignored -> "missing";
            case RegularFile ignored -> "a file";
            case Directory ignored -> "a directory";
            case Symlink link -> "a symbolic link to " + link.target();
            case Special special -> special.kind();
        };
    }
}
