package provisioner.record;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.mysql.MySQLContainer;
import provisioner.harness.DatabaseServer;

/** The record in a MariaDB of Debian sid. */
@Tag("host")
class MariadbRecordTest extends RecordOnServer {
    @RegisterExtension
    static final DatabaseServer SERVER = DatabaseServer.mariadb(USER, PASSWORD.value());

    @Override
    MySQLContainer server() {
        return SERVER.container();
    }
}
