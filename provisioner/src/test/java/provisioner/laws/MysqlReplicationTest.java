package provisioner.laws;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.TestLab;

/** Oracle's MySQL, which Debian has in sid. */
@Tag("host")
@Tag("long")
class MysqlReplicationTest extends ReplicationLaws {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "db-1", "db-2", "db-3");

    MysqlReplicationTest() {
        super(LAB, "sid");
    }
}
