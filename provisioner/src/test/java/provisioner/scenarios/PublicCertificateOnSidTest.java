package provisioner.scenarios;

import org.junit.jupiter.api.Tag;

/** With certbot 5 and Pebble 2.10. */
@Tag("host")
@Tag("long")
class PublicCertificateOnSidTest extends PublicCertificateLife {
    PublicCertificateOnSidTest() {
        super("sid");
    }
}
