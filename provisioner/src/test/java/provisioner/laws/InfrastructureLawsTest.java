package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.lab.TestLab;

/** The laws for {@code playbooks/site.yml} on the three hosts of {@code inventory/three-hosts.yml}. */
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

    /** They are for hosts that site.yml has set up; on others they may say so, and no more. */
    @Test
    @Order(0)
    void planningTheOtherPlaybooksTouchesNothing() throws Exception {
        Map<String, SortedMap<String, String>> before = snapshots();
        for (String playbook : List.of("deploy", "promote-replica", "backup", "restore")) {
            for (String command : List.of("plan", "verify")) {
                Tool.Run run =
                        run(command, "playbooks/" + playbook + ".yml", "-e", "app_version=1.1", "-e", "backup=one");
                assertThat(run.steps()).as(run.everything()).isNotEmpty();
                assertThat(run.everything()).doesNotContain("Exception");
            }
        }
        assertNothingChanged(before);
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
