package provisioner.secret.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import provisioner.source.Fields;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.Scalars;
import provisioner.source.YamlReader;
import provisioner.source.YamlWriter;

/**
 * An inventory's file of secrets: the recipients, and the ciphertext of each secret by name. Immutable.
 *
 * @param exists whether the file was there, or is about to be written
 */
record SecretsFile(
        Path path,
        String shown,
        boolean exists,
        SequencedMap<String, String> recipients,
        SequencedMap<String, Sealed> secrets) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
    private static final Pattern RECIPIENT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]*");
    private static final String HEADER = """
            # The secrets of the inventory beside this file, encrypted with age. Commit this file.
            # 'provisioner secret' writes it and does not keep comments. You may edit 'recipients'
            # (for each reader a name and age1… or ssh-ed25519 …); then run 'provisioner secret rekey'.
            """;

    /** @param location of the secret in the file */
    record Sealed(String ciphertext, Location location) {}

    SecretsFile {
        recipients = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(recipients));
        secrets = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(secrets));
    }

    /** {@code three-hosts.secrets.yml} for {@code three-hosts.yml}. */
    static Path beside(Path inventory) {
        String name = String.valueOf(inventory.getFileName()).replaceFirst("\\.ya?ml$", "");
        return inventory.resolveSibling(name + ".secrets.yml");
    }

    /** The path of an inventory's file for messages. */
    static String shown(InputFiles files, Path inventory) {
        return files.display(beside(inventory));
    }

    /** Whether this is a valid name for a secret. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals("null");
    }

    /** Reads the file. A missing file is empty. */
    static SecretsFile read(InputFiles files, Path inventory) throws InvalidInputException {
        Path path = beside(inventory);
        SecretsFile empty = new SecretsFile(
                files.absolute(path),
                files.display(path),
                files.exists(path),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
        if (!empty.exists) {
            return empty;
        }
        Problems problems = new Problems();
        Optional<SecretsFile> read = YamlReader.read(files, path, problems)
                .map(node -> empty.filled(Fields.of(node, "a secrets file", problems), problems));
        problems.throwIfAny();
        return read.orElseThrow(() -> new IllegalStateException("an unusable file without a problem"));
    }

    private SecretsFile filled(Fields fields, Problems problems) {
        SequencedMap<String, String> readers = new LinkedHashMap<>();
        fields.mapping("recipients")
                .ifPresent(m -> m.entries()
                        .values()
                        .forEach(entry -> recipient(entry, problems)
                                .ifPresent(recipient -> readers.put(entry.key(), recipient))));
        SequencedMap<String, Sealed> kept = new LinkedHashMap<>();
        fields.mapping("secrets")
                .ifPresent(m -> m.entries()
                        .values()
                        .forEach(entry -> kept(entry, problems).ifPresent(secret -> kept.put(entry.key(), secret))));
        fields.done();
        return new SecretsFile(path, shown, exists, readers, kept);
    }

    private static Optional<String> recipient(Node.Entry entry, Problems problems) {
        if (!RECIPIENT_NAME.matcher(entry.key()).matches()) {
            problems.add(entry.location(), "invalid recipient name '" + entry.key() + "'", "such as anna@laptop");
        }
        return Scalars.nonEmpty(entry.value(), "a recipient", problems)
                .map(Node.Scalar::text)
                .filter(text -> {
                    boolean good = Age.isRecipient(text);
                    if (!good) {
                        String message = "'" + entry.key() + "' must be an age recipient";
                        problems.add(
                                entry.value().location(),
                                message,
                                "write age1… as age-keygen -y prints it, or the line of ~/.ssh/id_ed25519.pub");
                    }
                    return good;
                });
    }

    private static Optional<Sealed> kept(Node.Entry entry, Problems problems) {
        if (!isName(entry.key())) {
            problems.add(entry.location(), "invalid secret name '" + entry.key() + "'", SecretStore.NAMES);
        }
        return Scalars.nonEmpty(entry.value(), "a secret", problems)
                .map(scalar -> new Sealed(scalar.text(), entry.location()));
    }

    SecretsFile withRecipients(SequencedMap<String, String> readers) {
        return new SecretsFile(path, shown, true, readers, secrets);
    }

    /** @param ciphertexts of all secrets by name, in order */
    SecretsFile withSecrets(SequencedMap<String, String> ciphertexts) {
        SequencedMap<String, Sealed> kept = new LinkedHashMap<>();
        ciphertexts.forEach((name, text) -> kept.put(name, new Sealed(text, Location.ofFile(shown))));
        return new SecretsFile(path, shown, true, recipients, kept);
    }

    /** Replaces the file atomically. */
    void write() throws SecretException {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        secrets.forEach((name, kept) -> texts.put(name, kept.ciphertext));
        SequencedMap<String, SequencedMap<String, String>> sections = new LinkedHashMap<>();
        sections.put("recipients", recipients);
        sections.put("secrets", texts);
        try {
            Path target = Files.exists(path) ? path.toRealPath() : path;
            Path beside = target.resolveSibling("." + target.getFileName() + ".new");
            Files.writeString(beside, HEADER + YamlWriter.mapping(sections));
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SecretException("cannot write " + shown + ": " + e.getMessage(), "");
        }
    }
}
