package provisioner.resource.account;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of authorized_keys, as sshd(8) describes it.
 *
 * @param options as written, empty for none
 * @param type such as {@code ssh-ed25519}
 * @param blob the key in base64
 */
public record AuthorizedKey(String options, String type, String blob) {
    // Options may hold blanks only within double quotes. Possessive, so that a long line costs no stack.
    private static final Pattern LINE = Pattern.compile("(?:((?:[^\\s\"]|\"(?:[^\"\\\\]|\\\\.)*+\")++)[ \\t]+)??"
            + "((?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+)[ \\t]+([A-Za-z0-9+/]+=*)(?:[ \\t].*)?");

    /** Empty where the line is a comment or no key. */
    public static Optional<AuthorizedKey> parse(String line) {
        return read(line).filter(key -> key.flaw().isEmpty());
    }

    private static Optional<AuthorizedKey> read(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String options = matcher.group(1);
        return Optional.of(new AuthorizedKey(options == null ? "" : options, matcher.group(2), matcher.group(3)));
    }

    /**
     * RFC 4253, 6.6: the blob consists of strings with their lengths; the first is the type. sshd does not take others.
     *
     * @return what is wrong, empty for a whole key
     */
    private Optional<String> flaw() {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(blob));
            if (!type.equals(StandardCharsets.US_ASCII.decode(string(bytes)).toString())) {
                return Optional.of("is a key of another type than " + type);
            }
            do {
                string(bytes);
            } while (bytes.hasRemaining());
            return Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException | IndexOutOfBoundsException e) {
            return Optional.of("is cut off");
        }
    }

    private static ByteBuffer string(ByteBuffer bytes) {
        int length = bytes.getInt();
        ByteBuffer string = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return string;
    }

    /** What is wrong with a line that is no key. */
    static String wrong(String line) {
        if (line.contains("PRIVATE KEY")) {
            return "must be a public key, found a private one";
        }
        return read(line)
                .flatMap(key -> key.flaw().map(flaw -> "must be a public key, but '" + key.blob + "' " + flaw))
                .orElse("must be one public key: its type, then the key in base64");
    }

    boolean sameKey(AuthorizedKey other) {
        return type.equals(other.type) && blob.equals(other.blob);
    }
}
