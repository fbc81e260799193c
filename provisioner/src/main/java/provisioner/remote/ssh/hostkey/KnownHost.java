package provisioner.remote.ssh.hostkey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A line of a known_hosts file; see sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT".
 *
 * @param hosts the host patterns, or one hashed name
 * @param key the key in SSH's wire format
 */
public record KnownHost(Path file, int line, Marker marker, String hosts, String type, byte[] key) {
    enum Marker {
        NONE,
        REVOKED,
        AUTHORITY
    }

    private static final Pattern BLANKS = Pattern.compile("[ \t]+");
    private static final String HASH_MAGIC = "|1|";
    private static final int HASH_LENGTH = 20;

    /**
     * Empty for comments and, as in OpenSSH, for lines that are not entries.
     *
     * @param wanted which hosts' entries to read
     */
    static Optional<KnownHost> parse(Path file, int number, String line, Predicate<String> wanted) {
        String[] fields = BLANKS.split(line.strip(), 5);
        int at = fields[0].startsWith("@") ? 1 : 0;
        if (fields[0].isEmpty() || fields[0].startsWith("#") || fields.length < at + 3) {
            return Optional.empty();
        }
        Marker marker = switch (at == 0 ? "" : fields[0]) {
            case "" -> Marker.NONE;
            case "@revoked" -> Marker.REVOKED;
            case "@cert-authority" -> Marker.AUTHORITY;
            default -> null;
        };
        if (marker == null || !wanted.test(fields[at])) {
            return Optional.empty();
        }
        return key(fields[at + 1], fields[at + 2])
                .map(key -> new KnownHost(file, number, marker, fields[at], fields[at + 1], key));
    }

    /** @param name in lower case; {@code [address]:port} for any port but 22 */
    boolean matches(String name) {
        return matches(hosts, name);
    }

    /**
     * As {@link #matches(String)}.
     *
     * @param hosts the patterns of an entry, or one hashed name
     */
    static boolean matches(String hosts, String name) {
        return hosts.startsWith("|") ? matchesHash(hosts, name) : matchesPatterns(hosts, name);
    }

    boolean hasKey(byte[] other) {
        return Arrays.equals(key, other);
    }

    String place() {
        return file + ":" + line;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KnownHost host && file.equals(host.file) && line == host.line && hasKey(host.key);
    }

    @Override
    public int hashCode() {
        return 31 * file.hashCode() + line;
    }

    private static Optional<byte[]> key(String type, String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            return typeOf(key).filter(type::equals).map(found -> key);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The type at the beginning of a key in wire format. */
    public static Optional<String> typeOf(byte[] key) {
        if (key.length < Integer.BYTES) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(key).getInt();
        if (length < 1 || length > key.length - Integer.BYTES) {
            return Optional.empty();
        }
        return Optional.of(new String(key, Integer.BYTES, length, StandardCharsets.US_ASCII));
    }

    /** A name as {@code ssh-keygen -H} writes it, with a random salt. */
    static String hashed(String name, SecureRandom random) {
        byte[] salt = new byte[HASH_LENGTH];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return HASH_MAGIC + base64.encodeToString(salt) + "|" + base64.encodeToString(hash(salt, name));
    }

    private static boolean matchesHash(String hosts, String name) {
        String[] parts = hosts.startsWith(HASH_MAGIC)
                ? hosts.substring(HASH_MAGIC.length()).split("\\|", -1)
                : new String[0];
        if (parts.length != 2) {
            return false;
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts[0]);
            return salt.length > 0
                    && Base64.getEncoder().encodeToString(hash(salt, name)).equals(parts[1]);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] hash(byte[] salt, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }

    /** A negated pattern that matches excludes the line, whatever else matches. */
    private static boolean matchesPatterns(String hosts, String name) {
        boolean positive = false;
        for (String pattern : hosts.toLowerCase(Locale.ROOT).split(",", -1)) {
            boolean negated = pattern.startsWith("!");
            if (matchesPattern(negated ? pattern.substring(1) : pattern, name)) {
                if (negated) {
                    return false;
                }
                positive = true;
            }
        }
        return positive;
    }

    private static boolean matchesPattern(String pattern, String name) {
        // Most are plain names, of which a fleet has many.
        boolean plain = pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
        return plain ? pattern.equals(name) : glob(pattern).matcher(name).matches();
    }

    /** OpenSSH's patterns: {@code *} and {@code ?}. */
    static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints().forEach(point -> {
            switch (point) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(point)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
