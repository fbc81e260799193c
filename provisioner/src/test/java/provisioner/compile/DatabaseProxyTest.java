package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What `database_proxy` makes of an inventory: everybody reaches the database through the proxy of his own host. */
class DatabaseProxyTest {
    private static final String ON =
            "\nvars:\n  database_proxy: true\n  mysql_watcher_password: !secret mysql_watcher_password\n";

    @TempDir
    private Path directory = Path.of("");

    private Map<String, String> texts(String inventory, String playbook) throws Exception {
        return ProgramText.of(ShippedSite.compile(directory, inventory, playbook));
    }

    @ParameterizedTest
    @CsvSource({
        "source-replica.yml, sid, web-1, web-3",
        "separated.yml, bookworm, app-2, db-3",
        "dual-primary.yml, noble, web-2, web-1",
        "production.example.yml, trixie, app-1, db-1",
    })
    void theApplicationOnlyKnowsTheProxy(String name, String suite, String app, String database) throws Exception {
        String inventory = ShippedSite.inventory(name).replace("suite: sid", "suite: " + suite);
        Map<String, String> without = texts(inventory, "site.yml");
        assertThat(without.values())
                .noneMatch(text -> text.contains("database.internal")
                        || ProgramText.withoutWatchedUnits(text).contains("watch"));
        Map<String, String> with = texts(inventory.replace("\nvars:\n", ON), "site.yml");
        String application = Objects.requireNonNull(with.get(app));
        assertThat(application)
                .contains("DB_WRITE_URL=\"jdbc:mysql://database.internal:6446/app?", "127.0.0.1 database.internal")
                .contains("DB_READ_URLS=\"jdbc:mysql://database.internal:6447/app?", "track readable/" + database)
                .doesNotContainPattern("jdbc:mysql://[0-9]");
        assertThat(Objects.requireNonNull(with.get(database))).contains("database.internal", "database-watch ", "6460");
    }

    @Test
    void theShippedGroupIsReachedThroughTheProxy() throws Exception {
        Map<String, String> texts = texts(ShippedSite.inventory("three-hosts.yml"), "site.yml");
        for (String host : List.of("web-1", "web-2", "web-3")) {
            assertThat(Objects.requireNonNull(texts.get(host)))
                    .contains("DB_WRITE_URL=\"jdbc:mysql://database.internal:6446/app?", "database-watch ")
                    .contains("1b0a5c3e-93d4-4f0e-8a57-6c1de2f4b790")
                    .doesNotContainPattern("jdbc:mysql://[0-9]");
        }
    }

    /** Otherwise all hosts name the servers in the same order, and stay with one. */
    @ParameterizedTest
    @CsvSource({"multi-primary.yml, web-3, web-3", "separated.yml, app-1, db-1"})
    void aServerNearbyComesFirst(String name, String app, String first) throws Exception {
        String inventory = ShippedSite.inventory(name);
        String on = name.startsWith("multi") ? "\nvars:\n" : ON + "  database_writes_nearby: true\n";
        String text = Objects.requireNonNull(
                texts(inventory.replace("\nvars:\n", on), "site.yml").get(app));
        String writes = text.substring(text.indexOf("listen writes"), text.indexOf("listen reads"));
        assertThat(writes.substring(writes.indexOf("    server "))).startsWith("    server " + first + " ");
        assertThat(writes.split("    server ", -1)).hasSize(4);
        assertThat(writes.contains("stick on")).isEqualTo(name.startsWith("separated"));
    }

    /** Who writes is in no file of the application's hosts, only in a check. So a promotion has nothing to do there. */
    @Test
    void whoIsTheSourceIsNothingForTheApplication() throws Exception {
        String inventory = ShippedSite.inventory("separated.yml").replace("\nvars:\n", ON);
        for (String playbook : List.of("site.yml", "promote-replica.yml")) {
            Map<String, String> before = texts(inventory, playbook);
            Map<String, String> after = texts(inventory.replace("mysql_source: db-1", "mysql_source: db-2"), playbook);
            for (String app : List.of("app-1", "app-2")) {
                assertThat(aboutDatabases(after.get(app)))
                        .isEqualTo(aboutDatabases(before.get(app)))
                        .isNotEmpty();
            }
        }
    }

    private static List<String> aboutDatabases(@Nullable String text) {
        return Objects.requireNonNull(text)
                .lines()
                .filter(line -> line.matches(".*(db-[0-9]|203\\.0\\.113\\.3|database|DB_).*"))
                .filter(line -> !line.contains("writer: "))
                .toList();
    }

    /** YAML takes ` #` in a plain text for a comment, and Velocity begins its directives so. */
    @Test
    void theCheckSaysWhereWritesGo() throws Exception {
        for (String vars : List.of("", "  mysql_group_uuid: 3e11fa47-71ca-11e1-9e33-c80aa9429562\n")) {
            String inventory = ShippedSite.inventory("source-replica.yml").replace("\nvars:\n", ON + vars);
            String names = ShippedSite.compile(directory, inventory, "site.yml").hosts().stream()
                    .flatMap(host -> host.checks().stream())
                    .map(check -> check.name() + "\n")
                    .collect(Collectors.joining());
            assertThat(names).contains("what web-1 writes goes to " + (vars.isEmpty() ? "web-2" : "a primary") + "\n");
        }
    }

    @Test
    void addressesOfBothFamiliesAndASingleServer() throws Exception {
        String inventory = ShippedSite.inventory("separated.yml")
                .replace("\nvars:\n", ON)
                .replaceFirst("  virtual_address: [^\n]+\n", "")
                .replace("  db-[1:3]:\n    address: 203.0.113.[31:33]", "  db-1:\n    address: \"2001:db8::31\"");
        assertThat(Objects.requireNonNull(texts(inventory, "site.yml").get("app-1")))
                .contains("server db-1 [2001:db8::31]:3306 check port 6460\n")
                .contains("server writer-db-1 [2001:db8::31]:3306 track writes/db-1 backup\n");
    }
}
