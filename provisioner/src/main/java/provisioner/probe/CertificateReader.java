package provisioner.probe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.pki.Certificates;
import provisioner.pki.PkiException;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observed;
import provisioner.state.Query.CertificateQuery;

/** Reads certificates. They are public, so the host sends them; of a key it sends only the digest of the public key. */
final class CertificateReader implements Reader<CertificateQuery> {
    private static final int MOST = 256 * 1024;

    private static final String SCRIPT = """
            certificate_file() {
              if [ -f "$2" ]; then
                part "$1"
                head -c %d "$2" 2>/dev/null || part "$1.unread"
              fi
            }
            certificate_probe() {
              certificate_file "$1.chain" "$2"
              certificate_file "$1.authorities" "$4"
              if [ -f "$3" ] && command -v openssl >/dev/null; then
                part "$1.key"
                openssl pkey -in "$3" -passin pass: -pubout -outform DER 2>/dev/null | sha256sum
              fi
            }
            if command -v openssl >/dev/null; then say certificate.openssl yes; fi
            """.formatted(MOST + 1);

    /** OpenSSL sees a block only where a line begins with it, not behind a blank or a byte order mark. */
    private static final Pattern NO_BLOCK = Pattern.compile("(?m)^(?!-----BEGIN )([^\\n]*)-----BEGIN ");

    private static final String NOTHING = Bytes.utf8("").sha256();

    @Override
    public String script(List<CertificateQuery> queries) {
        StringBuilder script = new StringBuilder(SCRIPT);
        for (int i = 0; i < queries.size(); i++) {
            CertificateQuery query = queries.get(i);
            script.append("certificate_probe certificate.")
                    .append(i)
                    .append(' ')
                    .append(Sh.quoteAll(List.of(query.chain(), query.key(), query.authorities())))
                    .append('\n');
        }
        return script.toString();
    }

    @Override
    public void read(List<CertificateQuery> queries, Answers answers, Observed.Builder into) {
        boolean openssl = !answers.all("certificate.openssl").isEmpty();
        Reader.each(queries, into, (i, query) -> {
            String tag = "certificate." + i;
            List<Certificate> chain = chain(
                    text(answers, tag + ".chain", query.chain()),
                    text(answers, tag + ".authorities", query.authorities()));
            Optional<String> key = Optional.of(text(answers, tag + ".key", query.key()))
                    .map(line -> line.split(" ", 2)[0])
                    .filter(digest -> !digest.isEmpty() && !digest.equals(NOTHING));
            return new CertificateState(openssl, chain, key);
        });
    }

    private static String text(Answers answers, String tag, String path) throws ProbeException {
        List<Bytes> sent = answers.all(tag);
        if (!answers.all(tag + ".unread").isEmpty()) {
            throw PathFormat.unreadable(path);
        }
        if (!sent.isEmpty() && sent.getFirst().size() > MOST) {
            throw new ProbeException(path + " must not be larger than " + MOST + " bytes");
        }
        // The text before a block may be in any encoding.
        String text = sent.isEmpty() ? "" : new String(sent.getFirst().toArray(), StandardCharsets.ISO_8859_1);
        return NO_BLOCK.matcher(text).replaceAll("");
    }

    /** What cannot be read counts as missing, because it must be created again. */
    static List<Certificate> chain(String pem, String authorities) {
        try {
            return Certificates.describe(Certificates.read(pem), Certificates.read(authorities));
        } catch (PkiException e) {
            return List.of();
        }
    }
}
