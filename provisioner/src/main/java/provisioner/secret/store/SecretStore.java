package provisioner.secret.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import provisioner.parallel.ProcessLock;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Problems;

/**
 * The secrets of an inventory, encrypted in the file beside it. Immutable: a change gives another store, which {@link
 * #write} stores in the file. Encrypting needs only the recipients, decrypting needs the user's key.
 */
public final class SecretStore {
    /** The rule for names of secrets, for hints. */
    public static final String NAMES = "use letters, digits, '_', '-' and '.', beginning with a letter";

    /** The name of the key for the digests of secrets in saved plans. */
    public static final String PLAN_KEY = "plan_key";

    /** As long as several commands that were started at once take together. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Characters without a special meaning in shells, configuration files and URLs. */
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SecretsFile file;
    private final AgeKeys keys;
    private final String inventory;

    private SecretStore(SecretsFile file, AgeKeys keys, String inventory) {
        this.file = file;
        this.keys = keys;
        this.inventory = inventory;
    }

    /** @throws InvalidInputException with all problems of the file. A missing file is an empty store. */
    public static SecretStore open(InputFiles files, Path inventory, AgeKeys keys) throws InvalidInputException {
        return new SecretStore(SecretsFile.read(files, inventory), keys, files.display(inventory));
    }

    /**
     * Keeps others from changing the secrets of an inventory: opening, changing and writing them must be one. The lock is
     * on the inventory, because the file of secrets may not exist yet and is replaced by each change.
     *
     * @throws SecretException if somebody else keeps changing them
     */
    public static ProcessLock lock(InputFiles files, Path inventory) throws SecretException, InterruptedException {
        String shown = SecretsFile.shown(files, inventory);
        try {
            return ProcessLock.take(files.absolute(inventory), PATIENCE)
                    .orElseThrow(() -> new SecretException(
                            "another 'provisioner secret' is changing " + shown, "run again when it has ended"));
        } catch (IOException e) {
            throw new SecretException(
                    "cannot lock " + files.display(inventory) + " to change " + shown + ": " + e.getMessage(),
                    "you need write permission for the inventory");
        }
    }

    /** The path of an inventory's file. */
    public static Path path(Path inventory) {
        return SecretsFile.beside(inventory);
    }

    /** The path of the file for messages. */
    public String shown() {
        return file.shown();
    }

    public SequencedSet<String> names() {
        return file.secrets().sequencedKeySet();
    }

    /** The recipients by name. */
    public SequencedMap<String, String> recipients() {
        return file.recipients();
    }

    /** @throws SecretException if it does not exist or cannot be decrypted */
    public String get(String name) throws SecretException {
        checkExists(" with the secret '" + name + "'");
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
        // First, so that a missing key is not reported as a problem of the file.
        keys.identities();
        try {
            return decrypt(kept.ciphertext(), keys);
        } catch (SecretException e) {
            throw e.at(kept.location());
        }
    }

    /** All secrets, decrypted. */
    public SequencedMap<String, String> all() throws SecretException {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (String name : names()) {
            values.put(name, get(name));
        }
        return values;
    }

    /** The secret in an {@code !age} value, without a newline at the end. */
    public static String decrypt(String armored, AgeKeys keys) throws SecretException {
        return withoutLastNewline(keys.decrypt(armored));
    }

    /** The store with one secret added or replaced. One newline at the end is not part of it. */
    public SecretStore with(String name, String value) throws SecretException {
        return withExactly(name, withoutLastNewline(value));
    }

    /** The store with one secret added or replaced, whatever it ends with. */
    public SecretStore withExactly(String name, String value) throws SecretException {
        SequencedMap<String, String> ciphertexts = ciphertexts();
        ciphertexts.put(name, seal(name, value));
        return new SecretStore(file.withSecrets(ciphertexts), keys, inventory);
    }

    /** The store with exactly these secrets. Unchanged ones keep their ciphertext. */
    public SecretStore withAll(SequencedMap<String, String> values) throws SecretException {
        SequencedMap<String, String> before = all();
        SequencedMap<String, String> ciphertexts = ciphertexts();
        SequencedMap<String, String> after = new LinkedHashMap<>();
        for (var entry : values.entrySet()) {
            String name = entry.getKey();
            String old = before.getOrDefault(name, "");
            // A newline that belonged to a secret still does.
            String value = old.endsWith("\n") ? entry.getValue() : withoutLastNewline(entry.getValue());
            boolean same = before.containsKey(name) && value.equals(old);
            after.put(name, same ? Objects.requireNonNull(ciphertexts.get(name)) : seal(name, value));
        }
        return new SecretStore(file.withSecrets(after), keys, inventory);
    }

    /** The store with all secrets encrypted again for the current recipients. */
    public SecretStore rekeyed() throws SecretException {
        SequencedMap<String, String> ciphertexts = new LinkedHashMap<>();
        for (var entry : all().entrySet()) {
            ciphertexts.put(entry.getKey(), seal(entry.getKey(), entry.getValue()));
        }
        return new SecretStore(file.withSecrets(ciphertexts), keys, inventory);
    }

    /** The store with the user as a recipient, under a free name; the same store if the user is one already. */
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

    /** Whether the keys are equal. An SSH key may end with a comment. */
    private static boolean isSame(String recipient, String key) {
        return recipient.equals(key) || recipient.startsWith(key + " ");
    }

    public void write() throws SecretException {
        file.write();
    }

    /** A random password of letters and digits, with 5.95 bits per character. */
    public static String generate(int length) {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    /** Removes one newline at the end, which is not part of the secret. */
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

    /**
     * A missing file was lost, or not brought along. Nobody is told to make another one: that would replace the
     * authority and every password.
     */
    private void checkExists(String with) throws SecretException {
        if (!file.exists()) {
            throw new SecretException(
                    file.shown() + with + " does not exist",
                    "restore it from version control or a backup; a new inventory gets it as docs/secrets.md says");
        }
    }

    /** @throws SecretException if there are no recipients */
    public void checkRecipients() throws SecretException {
        checkExists("");
        if (file.recipients().isEmpty()) {
            throw new SecretException(
                    file.shown() + " lists no recipients to encrypt for",
                    "run: provisioner secret init -i " + inventory);
        }
    }

    /** Whether, by convention, a secret of this name is a certificate authority and not a password. */
    public static boolean isAuthority(String name) {
        return name.endsWith("_ca");
    }

    /** Whether this is a valid name for a secret. {@link #NAMES} describes the rule. */
    public static boolean isName(String name) {
        return SecretsFile.isName(name);
    }

    private String seal(String name, String value) throws SecretException {
        if (!SecretsFile.isName(name)) {
            throw new SecretException("invalid secret name '" + name + "'", NAMES);
        }
        if (value.isEmpty()) {
            throw new SecretException("the secret '" + name + "' must not be empty", "");
        }
        checkRecipients();
        // Whoever decrypts it takes one newline away.
        return Age.encrypt(
                value.endsWith("\n") ? value + "\n" : value, file.recipients().values());
    }
}
