package provisioner.secret.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.source.OwnerOnly;

/**
 * The user's file of age identities, as {@code age-keygen} writes it (one identity per line, comments begin with {@code
 * #}), or an SSH private key. Read when it is first needed. Not thread-safe.
 */
public final class AgeKeys {
    /** The environment variable with the path of another file. */
    public static final String VARIABLE = "PROVISIONER_AGE_KEY_FILE";

    private final Path file;
    private Optional<List<String>> read = Optional.empty();

    public AgeKeys(Path file) {
        this.file = file;
    }

    /** The file that the variable names, or else {@code provisioner/age.key} in the user's configuration directory. */
    public static AgeKeys of(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isEmpty()) {
            return new AgeKeys(Path.of(named));
        }
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path configuration =
                configured.isEmpty() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(configured);
        return new AgeKeys(configuration.resolve("provisioner").resolve("age.key"));
    }

    public Path file() {
        return file;
    }

    /** Creates a key if the file does not exist. Returns whether it did. */
    public boolean create() throws SecretException {
        if (Files.exists(file)) {
            return false;
        }
        Age.Key key = Age.newKey();
        String text = "# made by provisioner secret init\n# public key: " + key.recipient() + "\n"
                + key.identity().value() + "\n";
        try {
            FileAttribute<?> ownersOnly =
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Path directory = file.toAbsolutePath().resolveSibling(".").normalize();
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownersOnly);
            }
            FileAttribute<?> ownerOnly =
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var channel = Files.newByteChannel(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
                channel.write(StandardCharsets.US_ASCII.encode(text));
            }
        } catch (IOException e) {
            throw new SecretException("cannot write the age key " + file + ": " + reason(e), "");
        }
        return true;
    }

    /** The user's own recipients. */
    public List<String> recipients() throws SecretException {
        List<String> recipients = new ArrayList<>();
        for (String identity : identities()) {
            recipients.add(Age.recipientOf(identity));
        }
        return recipients;
    }

    /** @throws SecretException if it is damaged, or encrypted for others */
    String decrypt(String armored) throws SecretException {
        String own = String.join(", ", recipients());
        return Age.decrypt(armored, identities())
                .orElseThrow(() -> new SecretException(
                        "not encrypted for your key (" + own + " in " + file + ")",
                        "ask somebody who can read it to add your key to the recipients and to encrypt it again"));
    }

    /** @throws SecretException if there is none */
    List<String> identities() throws SecretException {
        if (read.isEmpty()) {
            read = Optional.of(read());
        }
        return read.get();
    }

    private List<String> read() throws SecretException {
        Optional<String> open = OwnerOnly.readable(file);
        if (open.isPresent()) {
            throw new SecretException("the age key " + file + " " + open.get(), "close it: chmod 600 " + file);
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new SecretException(
                    "the age key " + file + " does not exist",
                    "create it: provisioner secret init -i INVENTORY; or set " + VARIABLE + " to yours");
        } catch (IOException e) {
            throw new SecretException("cannot read the age key " + file + ": " + reason(e), "");
        }
        String whole = String.join("\n", lines);
        if (SshKeys.isPrivate(whole)) {
            checkSshKey(whole);
            return List.of(whole);
        }
        List<String> identities = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                checkIdentity(line, i + 1);
                identities.add(line);
            }
        }
        if (identities.isEmpty()) {
            throw new SecretException(
                    "the age key " + file + " contains no identity", "add a line that begins with AGE-SECRET-KEY-1");
        }
        return identities;
    }

    private void checkIdentity(String line, int number) throws SecretException {
        try {
            Age.recipientOf(line);
        } catch (SecretException e) {
            throw new SecretException("line " + number + " of the age key " + file + " is " + e.getMessage(), e.hint());
        }
    }

    private void checkSshKey(String text) throws SecretException {
        try {
            Age.recipientOf(text);
        } catch (SecretException e) {
            throw new SecretException("the age key " + file + " is " + e.getMessage(), e.hint());
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case java.nio.charset.CharacterCodingException binary -> "not a text file";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
