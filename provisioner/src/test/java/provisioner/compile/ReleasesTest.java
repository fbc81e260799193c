package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.resource.Step;
import provisioner.source.InvalidInputException;

/** The shipped roles on every release that they are made for, and on others. */
class ReleasesTest {
    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"bookworm", "trixie", "sid", "jammy", "noble"})
    void theWholeSiteCompilesForEachRelease(String release) throws Exception {
        String inventory = ShippedSite.inventory("separated.yml").replace("suite: sid", "suite: " + release);
        assertThat(ShippedSite.compile(directory, inventory, "site.yml").hosts())
                .hasSize(12)
                .allSatisfy(host -> assertThat(suite(host)).isEqualTo(release));
    }

    private static String suite(Program.HostProgram host) {
        return Objects.requireNonNull(host.declaredFacts().get("suite")).value();
    }

    @Test
    void theMixedInventoryHasThreeReleases() throws Exception {
        Program program = ShippedSite.compile(directory, ShippedSite.inventory("mixed.yml"), "site.yml");
        assertThat(program.hosts())
                .extracting(host -> host.host() + " " + suite(host))
                .containsExactly(
                        "lb-1 trixie",
                        "web-1 bookworm",
                        "web-2 trixie",
                        "web-3 bookworm",
                        "app-1 bookworm",
                        "app-2 trixie",
                        "db-1 sid",
                        "db-2 sid",
                        "db-3 sid",
                        "monitor-1 bookworm");
    }

    @Test
    void anUnknownReleaseIsOneProblem() throws Exception {
        String inventory = ShippedSite.inventory("separated.yml").replace("suite: sid", "suite: buster");
        assertThatThrownBy(() -> ShippedSite.compile(directory, inventory, "site.yml"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems()).singleElement().satisfies(problem -> {
                            assertThat(problem.location()).hasToString("inventory.yml:7:10");
                            assertThat(problem.hint()).contains("bookworm, jammy, noble, sid, trixie");
                        }));
    }

    @Test
    void aDatabaseOfTwoReleasesIsNotMixedByADefault() throws Exception {
        String inventory = ShippedSite.inventory("mixed.yml")
                .replace(
                        "  db-[1:3]:\n",
                        "  db-[1:2]:\n    address: 203.0.113.[31:32]\n  db-3:\n    vars: {suite: trixie}\n")
                .replace("    address: 203.0.113.[31:33]", "    address: 203.0.113.33");
        assertThatThrownBy(() -> ShippedSite.compile(directory, inventory, "site.yml"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.message())
                                        .contains(
                                                "'mysql_flavour' must be the same",
                                                "'mysql' on db-1",
                                                "'mariadb' on db-3")));
        String said = inventory.replace("vars: {suite: sid}", "vars: {suite: sid, mysql_flavour: mariadb}");
        assertThat(ShippedSite.compile(directory, said, "site.yml").hosts()).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource({
        "bookworm, listen 443 ssl http2;, ssl_reject_handshake on;, ssl_ecdh_curve X25519:prime256v1",
        "trixie, http2 on;, ssl_reject_handshake on;, ssl_ecdh_curve X25519MLKEM768:",
        "sid, http2 on;, keepalive 0;, ssl_ecdh_curve X25519MLKEM768:",
        "jammy, listen 443 ssl http2;, return 444;, ssl_ecdh_curve X25519:prime256v1",
        "noble, listen 443 ssl http2;, ssl_reject_handshake on;, ssl_ecdh_curve X25519:prime256v1",
    })
    void theLoadBalancerIsConfiguredForItsNginx(String release, String http2, String unknown, String curves)
            throws Exception {
        Map<String, String> tree = balancer(release);
        String site = tree.getOrDefault("sites/site.conf", "");
        assertThat(site).contains(http2, unknown);
        assertThat(tree.getOrDefault("tls.conf", "")).contains(curves);
        assertThat(site.contains("keepalive 0;")).isEqualTo(release.equals("sid"));
        assertThat(site.contains("http2 on;")).isEqualTo(!site.contains("ssl http2;"));
        assertThat(site.contains("return 444;")).isEqualTo(!site.contains("ssl_reject_handshake"));
    }

    private Map<String, String> balancer(String release) throws IOException, InvalidInputException {
        String shipped = Files.readString(Path.of("../playbooks/roles/loadbalancer/role.yml"));
        Project project = Project.in(directory)
                .file(
                        Project.INVENTORY,
                        "vars: {site_name: www.example.com, suite: " + release
                                + "}\nhosts: {lb-1: }\ngroups: {web: {hosts: lb-1}}\n")
                .file(Project.PLAYBOOK, "- {play: P, hosts: all, roles: [loadbalancer]}\n")
                .file(
                        "playbooks/roles/loadbalancer/role.yml",
                        shipped.substring(0, shipped.indexOf("\nsteps:"))
                                + "\nsteps: [{name: n, tree: {source: balancer}}]\n");
        Path templates = Path.of("../templates/loadbalancer");
        try (Stream<Path> files = Files.walk(templates.resolve("balancer"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                project.file("templates/loadbalancer/" + templates.relativize(file), Files.readString(file));
            }
        }
        Step step = project.compile().hosts().getFirst().steps().getFirst();
        return ((Project.Note) step.resource()).parameters();
    }
}
