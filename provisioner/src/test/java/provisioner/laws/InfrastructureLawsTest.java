package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.lab.TestLab;

/** The laws for {@code playbooks/site.yml} on the three hosts of {@code inventory/three-hosts.yml}. */
class InfrastructureLawsTest extends SiteLaws {
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", HOSTS.toArray(String[]::new));

    @TempDir
    static Path project = Path.of("");

    InfrastructureLawsTest() {
        super(LAB, "inventory/three-hosts.yml", HOSTS.toArray(String[]::new));
    }

    @Override
    Tool tool() {
        Map<String, String> environment = new HashMap<>(LAB.environment());
        environment.put("PROVISIONER_AGE_KEY_FILE", project.resolve("age.key").toString());
        return Tool.inCheckout(environment).in(project);
    }

    @BeforeAll
    void copyTheProjectAndMakeItsSecrets() throws Exception {
        ProjectFiles.copy(Tool.CHECKOUT, project);
        for (List<String> words : List.of(List.of("init"), List.of("ca", "internal_ca"), List.of("generate"))) {
            List<String> arguments = new ArrayList<>(List.of("secret", words.getFirst()));
            arguments.addAll(List.of("-i", "inventory/three-hosts.yml"));
            arguments.addAll(words.subList(1, words.size()));
            Tool.Run run = tool().run(arguments.toArray(String[]::new));
            assertThat(run.exit()).as(run.everything()).isZero();
        }
    }

    @Override
    List<Drift> drifts() {
        return InfrastructureDrift.ALL;
    }
}
