package provisioner.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Checks that a file is closed to other users. As with ssh, this applies only to files that the operator owns. */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> READ =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final Set<PosixFilePermission> WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private OwnerOnly() {}

    /**
     * Why the file is not closed: {@code can be read by others}; empty if it is, or if the file system does not tell.
     */
    public static Optional<String> readable(Path file) {
        return writable(file).or(() -> has(file, READ) ? Optional.of("can be read by others") : Optional.empty());
    }

    /** Why somebody else may have written the file. */
    public static Optional<String> writable(Path file) {
        return has(file, WRITE) ? Optional.of("can be written by others") : Optional.empty();
    }

    private static boolean has(Path file, Set<PosixFilePermission> any) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            UserPrincipal self = file.getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name"));
            return attributes.isRegularFile()
                    && attributes.owner().equals(self)
                    && attributes.permissions().stream().anyMatch(any::contains);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // the next reader reports why
        }
    }
}
