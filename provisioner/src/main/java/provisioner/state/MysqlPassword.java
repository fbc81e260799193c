package provisioner.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a server keeps of a password. Computed again, it shows a changed password without knowing it. Sent instead of the
 * password, it keeps that out of the server's logs, and so out of its replicas' logs.
 *
 * <p>{@code caching_sha2_password} keeps {@code $A$RRR$}, a salt of 20 bytes and 43 characters of SHA-256 crypt (Ulrich
 * Drepper, "Unix crypt using SHA-256 and SHA-512") with RRR (hexadecimal) thousand rounds and the whole salt, where crypt(3)
 * would take 16 characters of it, as libraries for crypt(3) do. {@code mysql_native_password} keeps {@code *} and the hex of SHA-1 of SHA-1.
 */
public final class MysqlPassword {
    public static final String CACHING = "caching_sha2_password";
    public static final String NATIVE = "mysql_native_password";

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int SALT = 20;
    private static final int DEFAULT_THOUSANDS = 5;
    private static final int ROUNDS_FACTOR = 1000;
    private static final int DIGEST = 32;
    private static final byte[] PREFIX = "$A$".getBytes(StandardCharsets.US_ASCII);
    private static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private MysqlPassword() {}

    /** @param stored hex of what the server keeps */
    public static boolean matches(String password, String plugin, String stored) {
        if (stored.isEmpty()) {
            return password.isEmpty();
        }
        byte[] bytes = HexFormat.of().parseHex(stored.toLowerCase(Locale.ROOT));
        return switch (plugin) {
            case NATIVE -> Arrays.equals(bytes, nativeHash(password));
            case CACHING -> cachingMatches(password, bytes);
            default -> false;
        };
    }

    /** @param stored hex of what the server keeps */
    public static String text(String stored) {
        return new String(HexFormat.of().parseHex(stored.toLowerCase(Locale.ROOT)), StandardCharsets.US_ASCII);
    }

    /** What a server might keep of a password, as hex; for predictions. */
    public static String example(String password, String plugin) {
        byte[] stored = stored(password, plugin, "a predicted salt 123".getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().withUpperCase().formatHex(stored);
    }

    /** What a server is to keep of a password: printable characters, with another salt each time. */
    public static String fresh(String password, String plugin) {
        byte[] salt = new byte[SALT];
        for (int i = 0; i < SALT; i++) {
            salt[i] = (byte) ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length()));
        }
        return new String(stored(password, plugin, salt), StandardCharsets.US_ASCII);
    }

    private static byte[] stored(String password, String plugin, byte[] salt) {
        return plugin.equals(NATIVE) ? nativeHash(password) : caching(password, salt, DEFAULT_THOUSANDS);
    }

    private static byte[] nativeHash(String password) {
        MessageDigest sha1 = digest("SHA-1");
        byte[] twice = sha1.digest(sha1.digest(password.getBytes(StandardCharsets.UTF_8)));
        return ("*" + HexFormat.of().withUpperCase().formatHex(twice)).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean cachingMatches(String password, byte[] stored) {
        int salt = PREFIX.length + 4;
        if (stored.length < salt + SALT || !Arrays.equals(PREFIX, Arrays.copyOf(stored, PREFIX.length))) {
            return false;
        }
        int thousands = HexFormat.fromHexDigits(new String(stored, PREFIX.length, 3, StandardCharsets.US_ASCII));
        return Arrays.equals(stored, caching(password, Arrays.copyOfRange(stored, salt, salt + SALT), thousands));
    }

    private static byte[] caching(String password, byte[] salt, int thousands) {
        String head = "$A$%03X$".formatted(thousands);
        byte[] key = password.getBytes(StandardCharsets.UTF_8);
        byte[] tail = encode(crypt(key, salt, thousands * ROUNDS_FACTOR));
        byte[] all = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + SALT + tail.length);
        System.arraycopy(salt, 0, all, head.length(), SALT);
        System.arraycopy(tail, 0, all, head.length() + SALT, tail.length);
        return all;
    }

    /** The numbers are the steps of the specification. */
    private static byte[] crypt(byte[] key, byte[] salt, int rounds) {
        MessageDigest b = digest("SHA-256"); // 4 to 8
        b.update(key);
        b.update(salt);
        b.update(key);
        byte[] alternate = b.digest();
        MessageDigest a = digest("SHA-256"); // 1 to 3
        a.update(key);
        a.update(salt);
        a.update(repeat(alternate, key.length)); // 9, 10
        for (int bits = key.length; bits > 0; bits >>= 1) { // 11
            a.update((bits & 1) != 0 ? alternate : key);
        }
        byte[] sum = a.digest(); // 12
        for (int i = 0; i < key.length; i++) { // 13 to 15
            b.update(key);
        }
        byte[] p = repeat(b.digest(), key.length); // 16
        for (int i = 0; i < 16 + (sum[0] & 0xff); i++) { // 17 to 19
            b.update(salt);
        }
        byte[] s = repeat(b.digest(), salt.length); // 20
        return stretch(sum, p, s, rounds);
    }

    private static byte[] stretch(byte[] first, byte[] p, byte[] s, int rounds) {
        byte[] sum = first;
        MessageDigest c = digest("SHA-256");
        for (int round = 0; round < rounds; round++) { // 21
            c.update(round % 2 != 0 ? p : sum);
            if (round % 3 != 0) {
                c.update(s);
            }
            if (round % 7 != 0) {
                c.update(p);
            }
            c.update(round % 2 != 0 ? sum : p);
            sum = c.digest();
        }
        return sum;
    }

    private static byte[] repeat(byte[] digest, int length) {
        byte[] repeated = new byte[length];
        for (int i = 0; i < length; i++) {
            repeated[i] = digest[i % DIGEST];
        }
        return repeated;
    }

    /** 22: three bytes become four characters, in the order that the specification gives. */
    private static byte[] encode(byte[] sum) {
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < 10; group++) {
            int[] of = {group, group + 10, group + 20};
            // The three change places from group to group.
            int turn = (3 - group % 3) % 3;
            append(text, sum[of[turn % 3]] & 0xff, sum[of[(turn + 1) % 3]] & 0xff, sum[of[(turn + 2) % 3]] & 0xff, 4);
        }
        append(text, 0, sum[31] & 0xff, sum[30] & 0xff, 3);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void append(StringBuilder text, int high, int middle, int low, int characters) {
        int bits = high << 16 | middle << 8 | low;
        for (int i = 0; i < characters; i++) {
            text.append(ALPHABET.charAt(bits & 0x3f));
            bits >>= 6;
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
