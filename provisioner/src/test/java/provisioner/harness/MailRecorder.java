package provisioner.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import provisioner.lab.TestLab;

/** A mail server on a test's host: it wants STARTTLS and a login, and keeps what it gets. */
public final class MailRecorder {
    public static final String NAME = "mail.example.com";
    public static final int PORT = 2525;

    private static final Path PROGRAM = Path.of("src/test/resources/monitoring/smtp-recorder.py");

    private final TestLab lab;
    private final String host;

    /** @param sender the host that sends, which learns the server's address and trusts its certificate */
    public MailRecorder(TestLab lab, String host, String sender, String password) throws Exception {
        this.lab = lab;
        this.host = host;
        lab.raw(host, install(password));
        String address = lab.endpoint(host).address();
        String certificate = lab.raw(host, "cat /root/mail/cert.pem");
        lab.raw(sender, """
                echo "%s %s" >>/etc/hosts
                cat >/usr/local/share/ca-certificates/mail.crt <<'END'
                %s
                END
                update-ca-certificates >/dev/null 2>&1
                """.formatted(address, NAME, certificate));
    }

    private static String install(String password) throws IOException {
        return """
                set -e
                DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-aiosmtpd openssl >/dev/null 2>&1
                mkdir -p /root/mail
                cd /root/mail
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%1$s -addext subjectAltName=DNS:%1$s \\
                  -days 2 -keyout key.pem -out cert.pem 2>/dev/null
                printf '%%s' '%2$s' >password
                cat >recorder.py <<'END'
                %4$s
                END
                systemd-run --quiet --unit=mail-recorder --property=ProtectSystem=no \\
                  python3 /root/mail/recorder.py %3$d /root/mail/cert.pem /root/mail/key.pem /root/mail/password /root/mail/messages
                """.formatted(NAME, password.replace("'", "'\\''"), PORT, Files.readString(PROGRAM));
    }

    /** Every message so far, one after the other. */
    public String messages() throws Exception {
        return lab.raw(host, "cat /root/mail/messages 2>/dev/null || true");
    }
}
