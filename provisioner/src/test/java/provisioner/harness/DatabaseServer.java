package provisioner.harness;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;
import provisioner.lab.TestLab;

/** A database server of Debian sid in a container, for all tests of a class. */
public final class DatabaseServer implements BeforeAllCallback, AfterAllCallback {
    private final String kind;
    private final String user;
    private final String password;
    private @Nullable MySQLContainer container;

    private DatabaseServer(String kind, String user, String password) {
        this.kind = kind;
        this.user = user;
        this.password = password;
    }

    /** A MySQL with this account; root has the same password. */
    public static DatabaseServer mysql(String user, String password) {
        return new DatabaseServer("mysql", user, password);
    }

    /** A MariaDB with this account; root has the same password. */
    public static DatabaseServer mariadb(String user, String password) {
        return new DatabaseServer("mariadb", user, password);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        String image = "provisioner-test-" + kind + ":sid";
        TestLab.build(image, "src/test/resources/provisioner/" + kind);
        MySQLContainer started = new MySQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("mysql"))
                .withUsername(user)
                .withPassword(password);
        container = started;
        started.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (container != null) {
            container.stop();
        }
    }

    public MySQLContainer container() {
        if (container == null) {
            throw new IllegalStateException("the server is started before the tests of its class");
        }
        return container;
    }
}
