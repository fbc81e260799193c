package provisioner.resource.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
record AuthorizedKey(String options, String type, String blob) {
    // Options may hold blanks only within double quotes. Possessive, so that a long line costs no stack.
    private static final Pattern LINE = Pattern.compile("(?:((?:[^\\s\"]|\"(?:[^\"\\\\]|\\\\.)*+\")++)[ \\t]+)??"
            + "((?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+)[ \\t]+([A-Za-z0-9+/]+=*)(?:[ \\t].*)?");

    /** Empty where the line is a comment or no key. */
    static Optional<AuthorizedKey> parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String options = matcher.group(1);
        AuthorizedKey key = new AuthorizedKey(options == null ? "" : options, matcher.group(2), matcher.group(3));
        return key.namesItsType() ? Optional.of(key) : Optional.empty();
    }

    /** RFC 4253, 6.6: the blob begins with its own type as a string. */
    private boolean namesItsType() {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] bytes = Base64.getDecoder().decode(blob);
            return bytes.length > 4 + name.length
                    && bytes[3] == name.length
                    && Arrays.equals(bytes, 4, 4 + name.length, name, 0, name.length);
        } catch (IllegalArgumentException e) {
            return false; // not base64: a line that sshd does not take either
        }
    }

    boolean sameKey(AuthorizedKey other) {
        return type.equals(other.type) && blob.equals(other.blob);
    }
}
