package provisioner.laws;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.TestLab;

/** On the servers that stand aside. */
@Tag("host")
@Tag("long")
class KilledFenceOnMariadbTest extends KilledPromotion {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "db-1", "db-2", "db-3");

    KilledFenceOnMariadbTest() {
        super(LAB, "bookworm", Role.OLD_SOURCE, Role.OTHER);
    }
}
