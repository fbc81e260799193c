package provisioner.laws;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.TestLab;

/** On the server that is to take the writes. */
@Tag("host")
@Tag("long")
class KilledPromotionOnMariadbTest extends KilledPromotion {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "db-1", "db-2", "db-3");

    KilledPromotionOnMariadbTest() {
        super(LAB, "bookworm", Role.NEW_SOURCE);
    }
}
