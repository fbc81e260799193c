package provisioner.scenarios;

import org.junit.jupiter.api.Tag;

/** With certbot 2.1 and Pebble 2.4. */
@Tag("host")
class PublicCertificateTest extends PublicCertificateLife {
    PublicCertificateTest() {
        super("bookworm");
    }
}
