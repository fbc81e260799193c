package provisioner.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The records that a database has not got yet, each in a file that only its owner can read. A record is here before it is
 * delivered, and removed afterwards: a process that dies in between delivers it twice, and the database takes it once.
 */
final class Spool {
    private static final String SUFFIX = ".json";

    private final Path directory;
    private final JsonMapper mapper;

    Spool(Path directory) {
        this.directory = directory;
        SimpleModule times = new SimpleModule()
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addDeserializer(Instant.class, new Times());
        this.mapper = JsonMapper.builder().addModule(times).build();
    }

    /** The records for this database, in the user's state directory. */
    static Spool of(RecordUrl url, Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_STATE_HOME", "");
        Path state = configured.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "state")
                : Path.of(configured);
        return new Spool(state.resolve("provisioner").resolve("record").resolve(digest(url.place())));
    }

    private static String digest(String place) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final class Times extends FromStringDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        Times() {
            super(Instant.class);
        }

        @Override
        protected Instant _deserialize(String value, DeserializationContext context) {
            return Instant.parse(value);
        }
    }

    Path directory() {
        return directory;
    }

    Path write(RunRecord record) throws IOException {
        Files.createDirectories(directory, permissions("rwx------"));
        Path part = directory.resolve(record.id() + ".part");
        Files.createFile(part, permissions("rw-------"));
        Files.write(part, mapper.writeValueAsBytes(record));
        // In the order of the runs.
        Path file = directory.resolve(record.startedAt().toString().replace(":", "") + "-" + record.id() + SUFFIX);
        return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?> permissions(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    /** The oldest run first. */
    List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    /** @throws JsonProcessingException if it is damaged */
    RunRecord read(Path file) throws IOException {
        return mapper.readValue(Files.readAllBytes(file), RunRecord.class);
    }

    /** Nobody can read it, and it must not be in the way of others. */
    Path putAside(Path damaged) throws IOException {
        Path aside = damaged.resolveSibling(damaged.getFileName() + ".damaged");
        return Files.move(damaged, aside, StandardCopyOption.REPLACE_EXISTING);
    }
}
