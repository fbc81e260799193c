package provisioner.resource.standard;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Action;
import provisioner.sh.Scripts;
import provisioner.sh.Way;

/**
 * The shell functions that the script of every {@link Action} can call.
 *
 * <p>A step's script runs with {@code set -eu}, {@code umask 022}, the locale {@code C.UTF-8} and no standard input.
 * {@code $BLOBS} is a private directory with the contents that travel with it, and {@code $FUNCTIONS} the file of the
 * functions that it can call. They are those of
 * {@link #text()}:
 *
 * <ul>
 *   <li>{@code backup PATH} keeps a copy of a file that is about to be overwritten or removed;
 *   <li>{@code put PATH OWNER:GROUP MODE DIGEST} writes a blob beside and renames it;
 *   <li>{@code rewrite PATH BEFORE DIGEST} does so for a file that keeps its owner and mode, if it still has the digest
 *       {@code BEFORE};
 *   <li>{@code own PATH OWNER:GROUP MODE [DIGEST]} is for a file that has its content already;
 *   <li>{@code make_directory PATH OWNER:GROUP MODE} makes a directory, or sets these of one;
 *   <li>{@code place_link PATH TARGET [OWNER]} makes or moves a symbolic link;
 *   <li>{@code discard PATH ENTRIES [OWNER]} removes a file, a link or a directory;
 *   <li>{@code unpack} makes a directory of an archive;
 *   <li>{@code checked VALIDATOR PATH CHANGE...} fails where a validator refuses the tree as it will be.
 * </ul>
 *
 * <p>They are the only ones that write at a path that a user declares: they see to what others than root can do on the way
 * there. Where that way is only root's they work at once; else as the owner, or beside, in a directory that only root enters.
 */
public final class StandardFunctions {
    private StandardFunctions() {}

    public static String text() {
        return All.TEXT;
    }

    private static final class All {
        static final String TEXT = Way.functions()
                + Stream.of(
                                "functions.sh",
                                "file/valid.sh",
                                "file/download.sh",
                                "file/git.sh",
                                "system/mount.sh",
                                "service/units.sh",
                                "service/config.sh",
                                "firewall/firewall.sh",
                                "certificate/certificate-place.sh",
                                "certificate/certificates.sh",
                                "mysql/mysql.sh",
                                "release/release.sh")
                        .map(name -> Scripts.load(Action.class, name))
                        .collect(Collectors.joining());
    }
}
