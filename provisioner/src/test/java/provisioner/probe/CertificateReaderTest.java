package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import provisioner.pki.Authority;
import provisioner.state.Bytes;
import provisioner.state.Certificate;
import provisioner.state.Query.CertificateQuery;

/** A file of certificates is what OpenSSL makes of it. */
class CertificateReaderTest {
    private static final CertificateQuery QUERY = new CertificateQuery("/etc/a.pem", "/etc/a.key", "");

    private static String pem(String name) throws Exception {
        return Authority.read(Authority.create(name, Instant.parse("2026-06-01T00:00:00Z"), Duration.ofDays(3653)))
                .ownPem();
    }

    private static List<String> subjects(String file) throws Exception {
        Answers answers = new Answers();
        answers.add("certificate.0.chain", Bytes.of(file.getBytes(StandardCharsets.ISO_8859_1)));
        return Probe.of(List.of(QUERY)).read(answers).get(QUERY).chain().stream()
                .map(Certificate::subject)
                .toList();
    }

    @Test
    void textOfAnyEncodingMayStandBeforeABlock() throws Exception {
        assertThat(subjects("M\u00fcller:\n  an issuer\n" + pem("one") + "subject=x\n" + pem("two")))
                .containsExactly("CN=one", "CN=two");
    }

    @Test
    void linesMayEndWithACarriageReturn() throws Exception {
        assertThat(subjects((pem("one") + pem("two")).replace("\n", "\r\n"))).containsExactly("CN=one", "CN=two");
    }

    @Test
    void aBlockBeginsWhereALineDoes() throws Exception {
        String mark = "\u00ef\u00bb\u00bf";
        assertThat(subjects(mark + pem("one") + pem("two"))).containsExactly("CN=two");
        assertThat(subjects("  " + pem("one"))).isEmpty();
        assertThat(subjects(pem("one") + mark + pem("two"))).containsExactly("CN=one");
    }
}
