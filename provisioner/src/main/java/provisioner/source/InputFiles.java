package provisioner.source;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the user's files and keeps their digests, from which a saved plan tells whether its input has changed. Use one
 * instance per run and thread.
 */
public final class InputFiles {
    private static final String CREATE = "create it, or correct the name";

    /** The size limit of an inventory, playbook, role or template, in bytes. */
    public static final int LARGEST_TEXT = 4 << 20;

    private final Path workingDirectory;
    private final SortedMap<String, String> digests = new TreeMap<>();

    /** @param workingDirectory the directory that the command was started in; paths are printed relative to it */
    public InputFiles(Path workingDirectory) {
        this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
    }

    /** The path for messages: relative to the working directory if it is below it. */
    public String display(Path file) {
        Path absolute = absolute(file);
        if (absolute.startsWith(workingDirectory) && !absolute.equals(workingDirectory)) {
            return workingDirectory.relativize(absolute).toString();
        }
        return file.toString();
    }

    /** The absolute path; a relative one is resolved against the working directory. */
    public Path absolute(Path file) {
        return workingDirectory.resolve(file).normalize();
    }

    /** Whether anything exists at this path. */
    public boolean exists(Path file) {
        return Files.exists(absolute(file));
    }

    /** The sorted names of the directories in a directory, for hints; none if it cannot be listed. */
    public List<String> directories(Path directory) {
        File[] found = absolute(directory).toFile().listFiles(File::isDirectory);
        return found == null
                ? List.of()
                : Arrays.stream(found).map(File::getName).sorted().toList();
    }

    /** The sorted names of the regular files in a directory; none if it cannot be listed. */
    public List<String> files(Path directory) {
        File[] found = absolute(directory).toFile().listFiles(File::isFile);
        return found == null
                ? List.of()
                : Arrays.stream(found).map(File::getName).sorted().toList();
    }

    /** The text of a file that was named on the command line; empty after a problem. */
    public Optional<String> text(Path file, Problems problems) {
        return text(file, null, problems);
    }

    /**
     * The text of a file that other input names; empty after a problem.
     *
     * @param namedAt where the file is named; a missing file is reported there
     */
    public Optional<String> text(Path file, @Nullable Location namedAt, Problems problems) {
        return bytes(file, LARGEST_TEXT, namedAt, problems).flatMap(b -> Utf8.decode(b, display(file), problems));
    }

    /**
     * The bytes of a file; empty after a problem.
     *
     * @param limit in bytes; a larger file is a problem
     * @param namedAt where the file is named; null if it was named on the command line
     */
    public Optional<byte[]> bytes(Path file, int limit, @Nullable Location namedAt, Problems problems) {
        try (InputStream in = open(file)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                refuse(file, namedAt, "it is larger than " + limit / 1024 / 1024 + " MiB", problems);
                return Optional.empty();
            }
            digests.put(display(file), hex(sha256().digest(content)));
            return Optional.of(content);
        } catch (IOException e) {
            refuse(file, namedAt, reason(e), problems);
            return Optional.empty();
        }
    }

    /** The SHA-256 of a file of any size, in lower-case hex; empty after a problem. */
    public Optional<String> digest(Path file, @Nullable Location namedAt, Problems problems) {
        try (InputStream in = open(file)) {
            MessageDigest sha256 = sha256();
            byte[] block = new byte[1 << 16];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                sha256.update(block, 0, n);
            }
            String digest = hex(sha256.digest());
            digests.put(display(file), digest);
            return Optional.of(digest);
        } catch (IOException e) {
            refuse(file, namedAt, reason(e), problems);
            return Optional.empty();
        }
    }

    /** The SHA-256 in lower-case hex of every file read so far, by its path for messages. */
    public SortedMap<String, String> digests() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    }

    private InputStream open(Path file) throws IOException {
        Path absolute = absolute(file);
        if (Files.isDirectory(absolute)) {
            throw new IOException("it is a directory, not a file");
        }
        if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
            throw new IOException("it is not a regular file");
        }
        return Files.newInputStream(absolute);
    }

    private void refuse(Path file, @Nullable Location namedAt, String reason, Problems problems) {
        if (namedAt == null) {
            problems.add(Location.ofFile(display(file)), reason);
        } else {
            problems.add(namedAt, "cannot read " + display(file) + ": " + reason, similar(file));
        }
    }

    /** A file in the same directory with a name like this one's. */
    private String similar(Path file) {
        Path absolute = absolute(file);
        Path directory = absolute.getParent();
        if (directory == null || Files.exists(absolute)) {
            return "";
        }
        String name = String.valueOf(file.getFileName());
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> String.valueOf(f.getFileName()))
                    .filter(other -> other.equals(name + ".vm")
                            || stem(name).length() > 2
                                    && Problems.near(stem(name), Set.of(stem(other)))
                                            .isPresent())
                    .min(Comparator.comparing((String other) -> !other.equals(name + ".vm"))
                            .thenComparing(other -> other))
                    .map(other -> "did you mean '" + other + "'?")
                    .orElse(CREATE);
        } catch (IOException e) {
            return CREATE; // there is no such directory either
        }
    }

    private static String stem(String name) {
        return name.substring(0, name.indexOf('.') > 0 ? name.indexOf('.') : name.length());
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "no such file";
            case AccessDeniedException denied -> "permission denied";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
