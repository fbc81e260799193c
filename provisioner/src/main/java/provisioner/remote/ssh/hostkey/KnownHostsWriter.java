package provisioner.remote.ssh.hostkey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;

/** Adds new hosts to a known_hosts file, for all connections of a run. Writes nothing to a device such as /dev/null. */
public final class KnownHostsWriter {
    private final ReentrantLock lock = new ReentrantLock();
    private final SecureRandom random = new SecureRandom();

    /** The name as it is written for HashKnownHosts. */
    String hashed(String name) {
        return KnownHost.hashed(name, random);
    }

    void add(Path file, String name, String type, byte[] key) throws IOException {
        String entry = name + " " + type + " " + Base64.getEncoder().encodeToString(key) + "\n";
        lock.lock();
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return;
            }
            create(file);
            if (Files.readAllLines(file, StandardCharsets.ISO_8859_1).contains(entry.strip())) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    var unused = channel.lock()) {
                String text = endsInLine(channel) ? entry : "\n" + entry;
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                channel.position(channel.size());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && Files.notExists(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private static boolean endsInLine(FileChannel channel) throws IOException {
        if (channel.size() == 0) {
            return true;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        channel.read(last, channel.size() - 1);
        return last.get(0) == '\n';
    }
}
