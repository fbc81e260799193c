package provisioner.resource.certificate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.state.Bytes;

/**
 * What certbot is asked for.
 *
 * @param names the first names the certificate for certbot, too
 * @param server the URL of the ACME server's directory (RFC 8555, 7.1.1)
 * @param root a file on the host with what the server's own HTTPS is checked against; empty for the system's
 * @param email of the account; empty for none
 * @param webroot where the answers to challenges are put
 */
record AcmeRequest(List<String> names, AcmeKey key, String server, String root, String email, String webroot) {
    AcmeRequest {
        names = List.copyOf(names);
    }

    /** certbot's arguments. */
    private List<String> arguments() {
        List<String> words = new ArrayList<>(
                List.of("certonly", "--non-interactive", "--agree-tos", "--force-renewal", "--renew-with-new-domains"));
        words.addAll(key.arguments());
        words.addAll(List.of("--cert-name", names.getFirst(), "--server", server));
        words.addAll(List.of("--webroot", "--webroot-path", webroot));
        words.addAll(email.isEmpty() ? List.of("--register-unsafely-without-email") : List.of("--email", email));
        names.forEach(name -> words.addAll(List.of("--domain", name)));
        return words;
    }

    /** Tells this request from another; a failure of that one says nothing about this one. */
    private String digest() {
        return Bytes.utf8(String.join("\0", arguments()) + "\0" + root).sha256();
    }

    boolean failedIn(AcmeFailure failure) {
        return failure.request().equals(digest());
    }

    /**
     * Asks once, whatever comes of it.
     *
     * @param known the last failure, as it was when it was decided to ask
     */
    Change ask(Change change, AcmeFiles files, Optional<AcmeFailure> known) {
        String failure = known.map(AcmeFailure::sha256).orElse("none");
        List<String> words =
                new ArrayList<>(List.of(files.name(), files.failure().path(), failure, digest(), root));
        words.addAll(arguments());
        return change.run("certificate_issue", words);
    }

    /** What would have to be another one in certbot's settings, from which it renews. */
    List<Difference> differences(Map<String, String> settings) {
        List<Difference> differences = new ArrayList<>();
        expected().forEach((setting, wanted) -> {
            String now = settings.getOrDefault(setting, AcmeKey.byDefault(setting));
            if (!now.equals(wanted)) {
                differences.add(Difference.of("renewal: " + setting, now, wanted));
            }
        });
        return differences;
    }

    private Map<String, String> expected() {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("server", server);
        expected.put("authenticator", "webroot");
        expected.put("webroot_path", webroot);
        key.expectIn(expected);
        return expected;
    }

    /** The file as far as {@link #differences} reads it. */
    Bytes predictedSettings() {
        StringBuilder text = new StringBuilder();
        expected()
                .forEach((setting, value) ->
                        text.append(setting).append(" = ").append(value).append('\n'));
        return Bytes.utf8(text.toString());
    }

    /** {@code KEY = VALUE} lines; certbot ends a list with a comma. */
    static Map<String, String> settings(String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        text.lines()
                .map(line -> line.split(" = ", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> settings.put(pair[0].strip(), pair[1].strip().replaceFirst(",$", "")));
        return settings;
    }
}
