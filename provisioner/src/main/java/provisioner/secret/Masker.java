package provisioner.secret;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;

/**
 * Replaces secrets in texts that are printed or stored. It knows the forms in which secrets appear: plain, line by
 * line, with control characters replaced, in base64 (also as a part of the encoded text), URL-encoded, and escaped for
 * JSON, XML and quotes. It can learn of more of them during a run.
 */
public final class Masker {
    public static final String MASK = "********";

    /** A shorter part of base64 may well be something else. */
    private static final int SHORTEST_PART = 8;

    /** A shorter line of a secret, such as "}", appears in any text. */
    private static final int SHORTEST_LINE = 4;

    private static final Pattern HEX = Pattern.compile("%[0-9A-F]{2}|\\\\u[0-9A-F]{4}");

    /** Any thread may read it while another one adds to it. */
    private final CopyOnWriteArrayList<String> forms;

    private Masker(List<String> forms) {
        this.forms = new CopyOnWriteArrayList<>(forms);
    }

    public static Masker none() {
        return new Masker(List.of());
    }

    /** Masks all these secrets wherever they appear. Ignores empty strings. */
    public static Masker of(Collection<Secret> secrets) {
        return new Masker(allForms(secrets));
    }

    /** Masks these from now on, too. */
    public void learn(Collection<Secret> secrets) {
        if (!secrets.isEmpty()) {
            forms.addAllAbsent(allForms(secrets));
        }
    }

    private static List<String> allForms(Collection<Secret> secrets) {
        return secrets.stream()
                .flatMap(secret -> forms(secret.value()))
                .filter(form -> !form.isBlank())
                .distinct()
                .toList();
    }

    private static Stream<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Stream<String> within = IntStream.range(0, 3)
                .mapToObj(before -> encodedAfter(before, bytes))
                .filter(form -> form.length() >= SHORTEST_PART);
        Stream<String> lines = secret.contains("\n")
                ? secret.lines().map(String::strip).filter(line -> line.length() >= SHORTEST_LINE)
                : Stream.empty();
        return Stream.of(whole(secret, bytes), escaped(secret), within.flatMap(Masker::inBothAlphabets), lines)
                .flatMap(form -> form);
    }

    private static Stream<String> whole(String secret, byte[] bytes) {
        String encoded = Base64.getEncoder().encodeToString(bytes);
        return Stream.of(
                        Stream.of(secret, secret.strip(), replaced(secret, '\n'), replaced(secret, ' ')),
                        inBothAlphabets(encoded),
                        inBothAlphabets(encoded.replace("=", "")))
                .flatMap(form -> form);
    }

    /** The secret in base64 and base64url (RFC 4648). */
    private static Stream<String> inBothAlphabets(String base64) {
        return Stream.of(base64, base64.replace('+', '-').replace('/', '_'));
    }

    /** The secret escaped for URLs, JSON, XML and quotes in a shell or a configuration file. */
    private static Stream<String> escaped(String secret) {
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String json = StringEscapeUtils.escapeJson(secret);
        String xml = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return Stream.of(
                        secret.replace("\\", "\\\\").replace("\"", "\\\""),
                        secret.replace("'", "'\\''"),
                        url,
                        url.replace("+", "%20"),
                        json,
                        json.replace("\\/", "/"),
                        new String(JsonStringEncoder.getInstance().quoteAsString(secret)),
                        xml,
                        xml.replace("\"", "&quot;"),
                        xml.replace("\"", "&quot;").replace("'", "&apos;"),
                        xml.replace("\"", "&#34;").replace("'", "&#39;"))
                .flatMap(form -> Stream.of(form, lowerCaseHex(form)));
    }

    private static String lowerCaseHex(String escaped) {
        return HEX.matcher(escaped)
                .replaceAll(digits -> Matcher.quoteReplacement(digits.group().toLowerCase(Locale.ROOT)));
    }

    /** The secret as a terminal shows it: with control characters replaced, and newlines and tabs perhaps as spaces. */
    private static String replaced(String secret, char newline) {
        StringBuilder shown = new StringBuilder();
        secret.codePoints().forEach(point -> {
            if (point == '\n' || point == '\t') {
                shown.append(newline == ' ' ? ' ' : (char) point);
            } else if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT) {
                shown.append('\uFFFD');
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString().strip();
    }

    /** The base64 characters that depend only on the secret if {@code before} bytes of a triple come before it. */
    private static String encodedAfter(int before, byte[] secret) {
        byte[] shifted = new byte[before + secret.length];
        System.arraycopy(secret, 0, shifted, before, secret.length);
        String encoded = Base64.getEncoder().encodeToString(shifted);
        return encoded.substring((before * 8 + 5) / 6, Math.max((before * 8 + 5) / 6, shifted.length * 8 / 6));
    }

    /** Masks overlapping secrets together. */
    public String mask(String text) {
        BitSet secret = new BitSet();
        for (String form : forms) {
            for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
                secret.set(at, at + form.length());
            }
        }
        if (secret.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int shown = 0;
        for (int at = secret.nextSetBit(0); at >= 0; at = secret.nextSetBit(shown)) {
            masked.append(text, shown, at).append(MASK);
            shown = secret.nextClearBit(at);
        }
        return masked.append(text, shown, text.length()).toString();
    }

    /** Whether a text contains a secret. */
    public boolean isSensitive(String text) {
        return forms.stream().anyMatch(text::contains);
    }
}
