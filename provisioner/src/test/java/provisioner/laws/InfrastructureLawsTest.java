package provisioner.laws;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.lab.TestLab;

/** The laws for {@code playbooks/site.yml} on the three hosts of {@code inventory/three-hosts.yml}. */
@Tag("long")
class InfrastructureLawsTest extends SiteLaws {
    private static final String INVENTORY = "inventory/three-hosts.yml";
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    private @Nullable SampleProject project;

    InfrastructureLawsTest() {
        super(LAB, INVENTORY, HOSTS.toArray(String[]::new));
    }

    @BeforeAll
    void copyTheProjectAndMakeItsSecrets() throws Exception {
        LAB.acme("web-1");
        project = SampleProject.make(directory, INVENTORY, LAB);
    }

    @Override
    Tool tool() {
        if (project == null) {
            throw new IllegalStateException("the project is not made yet");
        }
        return project.tool();
    }

    @Override
    List<Drift> drifts() {
        return InfrastructureDrift.ALL;
    }
}
