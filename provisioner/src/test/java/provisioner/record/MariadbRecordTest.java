package provisioner.record;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;
import provisioner.lab.TestLab;

/** The record in a MariaDB of Debian sid. */
@Tag("host")
class MariadbRecordTest extends RecordOnServer {
    private static final String IMAGE = "provisioner-test-mariadb:sid";

    private static MySQLContainer container;

    @BeforeAll
    static void start() throws Exception {
        TestLab.build(IMAGE, "src/test/resources/provisioner/mariadb");
        container = new MySQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("mysql"))
                .withUsername(USER)
                .withPassword(PASSWORD.value());
        container.start();
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.stop();
        }
    }

    @Override
    MySQLContainer server() {
        return container;
    }
}
