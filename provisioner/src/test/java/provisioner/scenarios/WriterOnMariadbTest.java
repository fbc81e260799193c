package provisioner.scenarios;

import org.junit.jupiter.api.Tag;

@Tag("host")
@Tag("long")
class WriterOnMariadbTest extends WriterScenario {
    WriterOnMariadbTest() {
        super("bookworm", "mariadb");
    }
}
