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

/** Whether a file of the operator's own is closed to everybody else. As with ssh, only a file that they own can be too open. */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> READ =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final Set<PosixFilePermission> WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private OwnerOnly() {}

    /** Why it is not: {@code can be read by others}; empty where it is, or where the file system does not say. */
    public static Optional<String> readable(Path file) {
        return writable(file).or(() -> has(file, READ) ? Optional.of("can be read by others") : Optional.empty());
    }

    /** Why somebody else could have written it. */
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
            return false; // whoever reads it next sees why
        }
    }
}
