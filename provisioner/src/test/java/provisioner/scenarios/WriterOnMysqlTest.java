package provisioner.scenarios;

import org.junit.jupiter.api.Tag;

@Tag("host")
@Tag("long")
class WriterOnMysqlTest extends WriterScenario {
    WriterOnMysqlTest() {
        super("sid", "mysql");
    }
}
