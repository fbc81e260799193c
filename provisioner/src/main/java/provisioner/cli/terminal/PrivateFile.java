package provisioner.cli.terminal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file in a directory that only its owner can enter, in memory if the system allows it. It is removed when it is
 * closed and when the process ends, except by kill -9, together with everything that an editor left beside it.
 */
public final class PrivateFile implements AutoCloseable {
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private final Path path;
    private final Thread hook;

    private PrivateFile(Path directory, String name) {
        this.directory = directory;
        this.path = directory.resolve(name);
        this.hook = new Thread(this::removeQuietly);
    }

    /** An empty file of this name in a new directory. */
    public static PrivateFile create(String name) throws IOException {
        FileAttribute<?> ownersOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        boolean memory = Files.isDirectory(IN_MEMORY) && Files.isWritable(IN_MEMORY);
        Path directory = memory
                ? Files.createTempDirectory(IN_MEMORY, "provisioner-", ownersOnly)
                : Files.createTempDirectory("provisioner-", ownersOnly);
        PrivateFile file = new PrivateFile(directory, name);
        Runtime.getRuntime().addShutdownHook(file.hook);
        Files.createFile(file.path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return file;
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** Replaces the content. */
    public void write(String text) throws IOException {
        Files.writeString(path, text);
    }

    /** The content, which must be UTF-8. */
    public String read() throws IOException, FailedException {
        try {
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw new FailedException("the edited file must be UTF-8; nothing was changed", "");
        }
    }

    @Override
    public void close() throws IOException {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void remove() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        }
    }

    private void removeQuietly() {
        try {
            remove();
        } catch (IOException e) {
            System.err.println("remove the decrypted secrets in " + directory + " yourself: " + e.getMessage());
        }
    }
}
