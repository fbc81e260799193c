package provisioner.laws;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.TestLab;

/** On the servers that stand aside. */
@Tag("host")
@Tag("long")
class KilledFenceOnMysqlTest extends KilledPromotion {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "db-1", "db-2", "db-3");

    KilledFenceOnMysqlTest() {
        super(LAB, "sid", Role.OLD_SOURCE, Role.OTHER);
    }
}
