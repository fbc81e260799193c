package provisioner.resource.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import provisioner.state.Bytes;
import provisioner.state.Made;

/** The directories of systemd.exec(5) that a service leaves. */
class UnitDirectoriesTest {

    /** Their owners by their paths. */
    private static Map<String, String> of(String... lines) {
        Map<String, String> owners = new TreeMap<>();
        UnitDirectories.of(Bytes.utf8("[Service]\n" + String.join("\n", lines) + "\n"))
                .made()
                .forEach((path, made) -> {
                    assertThat(made).isEqualTo(new Made("directory", path, made.digest()));
                    owners.put(path, made.digest());
                });
        return owners;
    }

    @Test
    void theyBelongToTheUserButForConfiguration() {
        assertThat(of(
                        "User=app",
                        "StateDirectory=app app-more",
                        " CacheDirectory = app",
                        "LogsDirectory=app",
                        "ConfigurationDirectory=app",
                        "RuntimeDirectory=app"))
                .isEqualTo(Map.of(
                        "/var/lib/app", "app",
                        "/var/lib/app-more", "app",
                        "/var/cache/app", "app",
                        "/var/log/app", "app",
                        "/etc/app", "root"));
        assertThat(of("StateDirectory=a")).isEqualTo(Map.of("/var/lib/a", "root"));
    }

    @Test
    void theOuterOnesCountToo() {
        assertThat(of("User=app", "StateDirectory=a/b/c"))
                .isEqualTo(Map.of("/var/lib/a", "app", "/var/lib/a/b", "app", "/var/lib/a/b/c", "app"));
    }

    @Test
    void anEmptyValueTakesBackAndAColonBeginsALink() {
        assertThat(of("StateDirectory=a", "StateDirectory=", "StateDirectory=b:c"))
                .isEqualTo(Map.of("/var/lib/b", "root"));
    }

    @Test
    void thoseOfAUserWhomSystemdMakesUpAreRoots() {
        assertThat(of("DynamicUser=yes", "User=x", "StateDirectory=a", "ConfigurationDirectory=a"))
                .isEqualTo(Map.of("/var/lib/private/a", "root", "/etc/a", "root"));
    }

    @Test
    void whatOnlySystemdKnowsIsLeftOut() {
        assertThat(of("StateDirectory=%n", "LogsDirectory=../x", "#CacheDirectory=a"))
                .isEmpty();
        assertThat(of("User=%i", "StateDirectory=a")).isEmpty();
    }
}
