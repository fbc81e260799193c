package provisioner.laws;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.TestLab;

/** MariaDB, Debian's default. */
@Tag("host")
@Tag("long")
class MariadbReplicationTest extends ReplicationLaws {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "db-1", "db-2", "db-3");

    MariadbReplicationTest() {
        super(LAB, "bookworm");
    }
}
