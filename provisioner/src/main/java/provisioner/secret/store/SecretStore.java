package provisioner.secret.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Problems;

/**
 * The secrets of an inventory, kept encrypted in the file beside it. Immutable: what alters them gives another store, which
 * {@link #write} puts in the file's place. Encrypting needs the recipients only, decrypting the user's key.
 */
public final class SecretStore {
    /** What a secret may be called, for messages. */
    public static final String NAMES = "use letters, digits, '_', '-' and '.', beginning with a letter";

    /** Characters that mean nothing to a shell, a configuration file or a URL. */
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SecretsFile file;
    private final AgeKeys keys;
    private final String inventory;

    private SecretStore(SecretsFile file, AgeKeys keys, String inventory) {
        this.file = file;
        this.keys = keys;
        this.inventory = inventory;
    }

    /** @throws InvalidInputException with everything that is wrong with the file; one that is not there is an empty store */
    public static SecretStore open(InputFiles files, Path inventory, AgeKeys keys) throws InvalidInputException {
        return new SecretStore(SecretsFile.read(files, inventory), keys, files.display(inventory));
    }

    /** The file as it is shown. */
    public String shown() {
        return file.shown();
    }

    public SequencedSet<String> names() {
        return file.secrets().sequencedKeySet();
    }

    /** Who can read, by name. */
    public SequencedMap<String, String> recipients() {
        return file.recipients();
    }

    /** @throws SecretException where there is none of that name, or it cannot be decrypted */
    public String get(String name) throws SecretException {
        SecretsFile.Sealed kept = file.secrets().get(name);
        if (kept == null) {
            String guess = Problems.didYouMean(name, names());
            String command = isAuthority(name) ? "ca" : "generate";
            String make = "create it: provisioner secret " + command + " -i " + inventory + " " + name
                    + "; or store it: provisioner secret set -i " + inventory + " " + name;
            boolean typo = guess.startsWith("did");
            boolean usable = SecretsFile.isName(name);
            throw new SecretException(
                    "the secret '" + name + "' does not exist in " + file.shown(),
                    typo ? guess : usable ? make : NAMES);
        }
        // Without a key, nothing is wrong with the file.
        keys.identities();
        try {
            return decrypt(kept.ciphertext(), keys);
        } catch (SecretException e) {
            throw e.at(kept.location());
        }
    }

    /** All of them, decrypted. */
    public SequencedMap<String, String> all() throws SecretException {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (String name : names()) {
            values.put(name, get(name));
        }
        return values;
    }

    /** What {@code !age} holds. A newline at its end is not part of it. */
    public static String decrypt(String armored, AgeKeys keys) throws SecretException {
        return withoutLastNewline(keys.decrypt(armored));
    }

    /** With one secret added or replaced. */
    public SecretStore with(String name, String value) throws SecretException {
        SequencedMap<String, String> ciphertexts = ciphertexts();
        ciphertexts.put(name, seal(name, value));
        return new SecretStore(file.withSecrets(ciphertexts), keys, inventory);
    }

    /** With these secrets and no others; those that are unchanged keep their ciphertext. */
    public SecretStore withAll(SequencedMap<String, String> values) throws SecretException {
        SequencedMap<String, String> before = all();
        SequencedMap<String, String> ciphertexts = ciphertexts();
        SequencedMap<String, String> after = new LinkedHashMap<>();
        for (var entry : values.entrySet()) {
            String name = entry.getKey();
            boolean same = withoutLastNewline(entry.getValue()).equals(before.get(name));
            after.put(name, same ? Objects.requireNonNull(ciphertexts.get(name)) : seal(name, entry.getValue()));
        }
        return new SecretStore(file.withSecrets(after), keys, inventory);
    }

    /** With all of them encrypted again, for the recipients as they are now. */
    public SecretStore rekeyed() throws SecretException {
        SequencedMap<String, String> ciphertexts = new LinkedHashMap<>();
        for (var entry : all().entrySet()) {
            ciphertexts.put(entry.getKey(), seal(entry.getKey(), entry.getValue()));
        }
        return new SecretStore(file.withSecrets(ciphertexts), keys, inventory);
    }

    /** With the user among the recipients, under a name that is not taken; the same store where that is so already. */
    public SecretStore withReader(String name) throws SecretException {
        List<String> own = keys.recipients();
        if (file.recipients().values().stream().anyMatch(reader -> own.stream().anyMatch(key -> isSame(reader, key)))) {
            return this;
        }
        SequencedMap<String, String> readers = new LinkedHashMap<>(file.recipients());
        String free = name;
        for (int i = 2; readers.containsKey(free); i++) {
            free = name + "-" + i;
        }
        readers.put(free, own.getFirst());
        return new SecretStore(file.withRecipients(readers), keys, inventory);
    }

    /** An SSH key may have a comment at its end. */
    private static boolean isSame(String recipient, String key) {
        return recipient.equals(key) || recipient.startsWith(key + " ");
    }

    public void write() throws SecretException {
        file.write();
    }

    /** A password of letters and digits, each as likely as any other: 5.95 bits a character. */
    public static String generate(int length) {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    /** One newline at the end belongs to the way a text was written, not to the secret. */
    public static String withoutLastNewline(String text) {
        return text.endsWith("\r\n")
                ? text.substring(0, text.length() - 2)
                : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private SequencedMap<String, String> ciphertexts() {
        SequencedMap<String, String> ciphertexts = new LinkedHashMap<>();
        file.secrets().forEach((name, kept) -> ciphertexts.put(name, kept.ciphertext()));
        return ciphertexts;
    }

    /** @throws SecretException where there is nobody to encrypt for */
    public void checkRecipients() throws SecretException {
        if (file.recipients().isEmpty()) {
            throw new SecretException(
                    file.shown() + " lists no recipients to encrypt for",
                    "run: provisioner secret init -i " + inventory);
        }
    }

    /** Whether a secret of this name is a certificate authority, by convention: no password would do. */
    public static boolean isAuthority(String name) {
        return name.endsWith("_ca");
    }

    /** Whether a secret may be called so; {@link #NAMES} says what may. */
    public static boolean isName(String name) {
        return SecretsFile.isName(name);
    }

    private String seal(String name, String written) throws SecretException {
        String value = withoutLastNewline(written);
        if (!SecretsFile.isName(name)) {
            throw new SecretException("'" + name + "' is not a valid secret name", NAMES);
        }
        if (value.isEmpty()) {
            throw new SecretException("the secret '" + name + "' must not be empty", "");
        }
        checkRecipients();
        return Age.encrypt(value, file.recipients().values());
    }
}
