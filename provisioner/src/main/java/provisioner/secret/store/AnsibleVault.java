package provisioner.secret.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/**
 * What {@code ansible-vault} has encrypted, in the formats 1.1 and 1.2: AES in counter mode, a key from PBKDF2, and an HMAC
 * over the ciphertext. Each password is tried, because the label of a text is only a hint. Not thread-safe.
 */
public final class AnsibleVault {
    /** The environment variable with the path of a file that holds the password, as in Ansible. */
    public static final String ENVIRONMENT = "ANSIBLE_VAULT_PASSWORD_FILE";

    private static final Pattern HEADER =
            Pattern.compile("\\s*\\$ANSIBLE_VAULT;([0-9.]+);([A-Z0-9]+)(?:;[^\\n]*)?\\s*\\n");
    private static final String HMAC = "HmacSHA256";
    private static final int ITERATIONS = 10_000;
    private static final int KEY = 32;
    private static final int BLOCK = 16;
    private static final int LINE = 80;
    private static final int LARGEST_PASSWORD = 1 << 16;

    private final InputFiles files;
    private final List<Path> passwordFiles;
    private final Map<String, String> known = new HashMap<>();
    private final SecureRandom random = new SecureRandom();
    private Optional<List<String>> passwords = Optional.empty();

    /** @param passwordFiles that hold a password each, or print it if they can be executed */
    public AnsibleVault(InputFiles files, List<Path> passwordFiles) {
        this.files = files;
        this.passwordFiles = List.copyOf(passwordFiles);
    }

    /** The files that were named, or else the one of the environment. */
    public static List<Path> passwordFiles(List<Path> named, Map<String, String> environment) {
        String file = environment.getOrDefault(ENVIRONMENT, "");
        if (!named.isEmpty() || file.isEmpty()) {
            return List.copyOf(named);
        }
        return List.of(
                file.startsWith("~/")
                        ? Path.of(System.getProperty("user.home")).resolve(file.substring(2))
                        : Path.of(file));
    }

    public static boolean isVault(String text) {
        return text.stripLeading().startsWith("$ANSIBLE_VAULT;");
    }

    /** @throws SecretException if it is no such text, or no password fits */
    public String decrypt(String text) throws SecretException {
        String before = known.get(text.strip());
        if (before != null) {
            return before;
        }
        String clear = decryptNew(text);
        known.put(text.strip(), clear);
        return clear;
    }

    private String decryptNew(String text) throws SecretException {
        Matcher header = HEADER.matcher(text);
        if (!header.lookingAt()
                || !header.group(2).equals("AES256")
                || !List.of("1.1", "1.2").contains(header.group(1))) {
            throw new SecretException(
                    "'!vault' must be followed by a text of ansible-vault: $ANSIBLE_VAULT;1.1;AES256, or 1.2", "");
        }
        Envelope envelope = Envelope.of(text.substring(header.end()).replaceAll("\\s", ""));
        List<String> all = passwords();
        if (all.isEmpty()) {
            throw new SecretException(
                    "cannot decrypt a value of ansible-vault without its password",
                    "name the file that holds it with --vault-password-file or " + ENVIRONMENT);
        }
        for (String password : all) {
            Optional<byte[]> clear = envelope.open(password);
            if (clear.isPresent()) {
                return utf8(clear.get());
            }
        }
        throw new SecretException(
                "the password of ansible-vault does not fit this value, or the value is damaged",
                "name the right file with --vault-password-file");
    }

    /** Encrypts with the first password, in format 1.1. */
    public String encrypt(String clear) throws SecretException {
        List<String> all = passwords();
        if (all.isEmpty()) {
            throw new SecretException("cannot encrypt without a password", "name its file with --vault-password-file");
        }
        byte[] salt = new byte[KEY];
        random.nextBytes(salt);
        String hex = Envelope.seal(all.getFirst(), salt, clear.getBytes(StandardCharsets.UTF_8))
                .hex();
        return "$ANSIBLE_VAULT;1.1;AES256\n" + hex.replaceAll("(.{" + LINE + "})(?=.)", "$1\n") + "\n";
    }

    private List<String> passwords() throws SecretException {
        if (passwords.isEmpty()) {
            List<String> read = new ArrayList<>();
            for (Path file : passwordFiles) {
                read.add(password(file));
            }
            passwords = Optional.of(List.copyOf(read));
        }
        return passwords.get();
    }

    private String password(Path file) throws SecretException {
        Path absolute = files.absolute(file);
        if (Files.isRegularFile(absolute) && Files.isExecutable(absolute)) {
            String printed =
                    new SecretCommands().secret(List.of(absolute.toString())).strip();
            if (printed.isEmpty()) {
                throw new SecretException("'" + absolute + "' must print the password of ansible-vault", "");
            }
            return printed;
        }
        Problems problems = new Problems();
        // Read apart: a saved plan need not know the digest of a password.
        String text = new InputFiles(Path.of(""))
                .bytes(absolute, LARGEST_PASSWORD, null, problems)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .orElse("");
        if (text.isEmpty()) {
            String reason = problems.list().isEmpty()
                    ? "it is empty"
                    : problems.list().getFirst().message();
            throw new SecretException("cannot read the vault password file " + file + ": " + reason, "");
        }
        return text;
    }

    private static String utf8(byte[] clear) throws SecretException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(clear))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SecretException("a value of ansible-vault must be UTF-8", "");
        }
    }

    /** The three parts of a text, each in hexadecimal on a line, and all of that in hexadecimal once more. */
    private record Envelope(byte[] salt, byte[] hmac, byte[] ciphertext) {
        private static final HexFormat HEX = HexFormat.of();

        static Envelope of(String hex) throws SecretException {
            try {
                String[] parts = new String(HEX.parseHex(hex), StandardCharsets.US_ASCII).split("\n", 3);
                if (parts[0].isEmpty()) {
                    throw new IllegalArgumentException("no salt");
                }
                return new Envelope(HEX.parseHex(parts[0]), HEX.parseHex(parts[1]), HEX.parseHex(parts[2].strip()));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new SecretException("the text of ansible-vault is damaged", "copy it again, with all its lines");
            }
        }

        static Envelope seal(String password, byte[] salt, byte[] clear) {
            int padding = BLOCK - clear.length % BLOCK;
            byte[] padded = Arrays.copyOf(clear, clear.length + padding);
            Arrays.fill(padded, clear.length, padded.length, (byte) padding);
            try {
                Keys keys = Keys.of(password, salt);
                byte[] ciphertext = keys.cipher(Cipher.ENCRYPT_MODE).doFinal(padded);
                return new Envelope(salt, keys.hmac(ciphertext), ciphertext);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        String hex() {
            String inner = HEX.formatHex(salt) + "\n" + HEX.formatHex(hmac) + "\n" + HEX.formatHex(ciphertext);
            return HEX.formatHex(inner.getBytes(StandardCharsets.US_ASCII));
        }

        /** The clear text; empty if the password does not fit. */
        Optional<byte[]> open(String password) {
            try {
                Keys keys = Keys.of(password, salt);
                if (!MessageDigest.isEqual(keys.hmac(ciphertext), hmac)) {
                    return Optional.empty();
                }
                byte[] padded = keys.cipher(Cipher.DECRYPT_MODE).doFinal(ciphertext);
                int padding = padded.length == 0 ? 0 : padded[padded.length - 1];
                boolean valid = padding >= 1 && padding <= BLOCK && padding <= padded.length;
                return valid ? Optional.of(Arrays.copyOf(padded, padded.length - padding)) : Optional.empty();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record Keys(byte[] bytes) {
        static Keys of(String password, byte[] salt) throws GeneralSecurityException {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, (2 * KEY + BLOCK) * Byte.SIZE);
            return new Keys(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded());
        }

        byte[] hmac(byte[] ciphertext) throws GeneralSecurityException {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes, KEY, KEY, HMAC));
            return mac.doFinal(ciphertext);
        }

        Cipher cipher(int mode) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, new SecretKeySpec(bytes, 0, KEY, "AES"), new IvParameterSpec(bytes, 2 * KEY, BLOCK));
            return cipher;
        }
    }
}
