package provisioner.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Replaces secrets in texts that are printed or stored. It knows the forms in which secrets appear: plain, line by
 * line, in base64 (also as a part of the encoded text), URL-encoded, and escaped for double quotes. Immutable.
 */
public final class Masker {
    public static final String MASK = "********";

    /** A shorter part of base64 may well be something else. */
    private static final int SHORTEST_PART = 8;

    private static final Masker NOTHING = new Masker(List.of());

    // Longest first, so that a secret that contains another one is masked as a whole.
    private final List<String> forms;

    private Masker(List<String> forms) {
        this.forms = forms;
    }

    public static Masker none() {
        return NOTHING;
    }

    /** Masks all these secrets wherever they appear. Ignores empty strings. */
    public static Masker of(Collection<Secret> secrets) {
        List<String> forms = secrets.stream()
                .flatMap(secret -> forms(secret.value()))
                .filter(form -> !form.isBlank())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        return forms.isEmpty() ? NOTHING : new Masker(forms);
    }

    private static Stream<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Stream<String> whole = Stream.of(
                secret,
                Base64.getEncoder().encodeToString(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                secret.replace("\\", "\\\\").replace("\"", "\\\""),
                URLEncoder.encode(secret, StandardCharsets.UTF_8));
        Stream<String> within = IntStream.range(0, 3)
                .mapToObj(before -> encodedAfter(before, bytes))
                .filter(form -> form.length() >= SHORTEST_PART);
        return Stream.of(whole, within, secret.lines().map(String::strip)).flatMap(form -> form);
    }

    /** The base64 characters that depend only on the secret if {@code before} bytes of a triple come before it. */
    private static String encodedAfter(int before, byte[] secret) {
        byte[] shifted = new byte[before + secret.length];
        System.arraycopy(secret, 0, shifted, before, secret.length);
        String encoded = Base64.getEncoder().encodeToString(shifted);
        return encoded.substring((before * 8 + 5) / 6, Math.max((before * 8 + 5) / 6, shifted.length * 8 / 6));
    }

    public String mask(String text) {
        String masked = text;
        for (String form : forms) {
            masked = masked.replace(form, MASK);
        }
        return masked;
    }

    /** Whether a text contains a secret. */
    public boolean isSensitive(String text) {
        return forms.stream().anyMatch(text::contains);
    }
}
