package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an nginx leaves out a server that fails. */
class BackendsTest {
    private static final String DEFAULT = "max_fails=3 fail_timeout=8s";
    private static final String OTHER = "max_fails=1 fail_timeout=9s";

    @TempDir
    private Path directory = Path.of("");

    /** The lines of nginx that name a server and what is made of its failures, in the order of the steps. */
    private List<String> lines(String variables, String playbook, String host) throws Exception {
        String inventory = ShippedSite.inventory("three-hosts.yml").replace("\nvars:\n", "\nvars:\n" + variables);
        return ProgramText.of(ShippedSite.compile(directory, inventory, playbook))
                .getOrDefault(host, "")
                .lines()
                .filter(line -> line.startsWith("server ") && line.contains(" fail_timeout="))
                .toList();
    }

    /** The roles write the same lines as the steps around a release or a reboot, or each would change what the other wrote. */
    @ParameterizedTest
    @CsvSource({"site.yml, web-1", "site.yml, web-2", "deploy.yml, web-1", "reboot.yml, web-1"})
    void isSaidOnceForAllThatAskIt(String playbook, String host) throws Exception {
        String application = "server 203.0.113.13:8080 " + DEFAULT;
        String web = "server 203.0.113.13:8443 " + DEFAULT;
        List<String> usual = lines("", playbook, host);
        assertThat(usual).contains(application + ";", application + " down;");
        if (host.equals("web-1")) {
            assertThat(usual).contains(web + ";", web + " down;");
        }
        assertThat(lines("  backend_failures: " + OTHER + "\n", playbook, host))
                .isEqualTo(
                        usual.stream().map(line -> line.replace(DEFAULT, OTHER)).toList());
    }
}
