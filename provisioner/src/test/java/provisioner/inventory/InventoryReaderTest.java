package provisioner.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.remote.target.ConnectionKind;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;

class InventoryReaderTest {
    private static final String GROUPS = """
            vars: {a: all, b: all, c: all, d: all}
            hosts:
              web-1: {vars: {d: host}}
              web-2:
              db-1:
              db-2:
            groups:
              web:
                hosts: web-*
                groups: [canary]
                vars: {b: web, c: web, d: web}
              canary: {hosts: [web-2], vars: {c: canary}}
              prod: {hosts: ["*-1"]}
              db: {hosts: ["db-[1:2]"]}
            """;

    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    private Inventory read(String yaml) {
        try {
            Path file = Files.writeString(directory.resolve("i.yml"), yaml);
            return InventoryReader.read(new InputFiles(directory), file, problems)
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> found() {
        return problems.list().stream().map(Problem::toString).toList();
    }

    private static Host host(Inventory inventory, String name) {
        Host host = inventory.hosts().get(name);
        assertThat(host).isNotNull();
        return java.util.Objects.requireNonNull(host);
    }

    private static String variable(Inventory inventory, String host, String name) {
        Node.Entry entry = host(inventory, host).variables().get(name);
        assertThat(entry).isNotNull();
        return ((Node.Scalar) java.util.Objects.requireNonNull(entry).value()).text();
    }

    @Test
    void appliesDefaults() {
        Host host = host(read("hosts: {web-1: }"), "web-1");
        assertThat(host.destination().address()).isEqualTo("web-1");
        assertThat(host.destination().port()).isEmpty();
        assertThat(host.destination().user()).isEmpty();
        assertThat(host.destination().keys()).isEmpty();
        assertThat(host.location()).hasToString("i.yml:1:9");
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void servicesMayHaveAnAddressOfTheirOwn() {
        Inventory inventory = read("""
                hosts:
                  web-[1:2]: {address: "203.0.113.[1:2]", service_address: "10.0.0.[1:2]"}
                  web-3: {address: 203.0.113.3}
                  web-4:
                  # Behind one address, told apart by their ports.
                  web-5: {address: 203.0.113.5, port: 2201}
                  web-6: {address: 203.0.113.5, port: 2202}
                """);
        assertThat(problems.isEmpty()).isTrue();
        assertThat(inventory.hosts().values())
                .extracting(Host::serviceAddress)
                .containsExactly("10.0.0.1", "10.0.0.2", "203.0.113.3", "web-4", "203.0.113.5", "203.0.113.5");
        assertThat(host(inventory, "web-2").destination().address()).isEqualTo("203.0.113.2");
    }

    @Test
    void readsHowAHostIsReached() {
        Inventory inventory = read("""
                user: admin
                key: [keys/a, /etc/b]
                hosts:
                  web-1: {address: 203.0.113.11, port: 2222, user: root}
                  web-2: {address: "2001:db8::1", known_hosts: ~/.ssh/other}
                groups:
                  web: {hosts: [web-1, web-2], user: deploy}
                """);
        Host one = host(inventory, "web-1");
        assertThat(one.destination().address()).isEqualTo("203.0.113.11");
        assertThat(one.destination().port()).contains(2222);
        assertThat(one.destination().user()).contains("root");
        assertThat(one.destination().keys()).containsExactly(directory.resolve("keys/a"), Path.of("/etc/b"));
        Host two = host(inventory, "web-2");
        assertThat(two.destination().user()).contains("deploy");
        assertThat(two.destination().knownHosts())
                .containsExactly(Path.of(System.getProperty("user.home"), ".ssh/other"));
        assertThat(found()).isEmpty();
    }

    @Test
    void hostsNeedNotBeReachedOverSsh() {
        Inventory inventory = read("""
                user: deploy
                hosts:
                  here: {connection: local}
                  app: {address: App_1}
                  web-1: {}
                groups:
                  containers: {hosts: app, connection: docker}
                """);
        assertThat(host(inventory, "here").destination().kind()).isEqualTo(ConnectionKind.LOCAL);
        assertThat(host(inventory, "app").destination().kind()).isEqualTo(ConnectionKind.DOCKER);
        assertThat(host(inventory, "app").destination().address()).isEqualTo("App_1");
        assertThat(host(inventory, "app").destination().user()).contains("deploy");
        assertThat(host(inventory, "web-1").destination().kind()).isEqualTo(ConnectionKind.SSH);
        assertThat(found()).isEmpty();
    }

    @Test
    void expandsRangesAndKeepsLeadingZeros() {
        Inventory inventory = read("""
                hosts:
                  web[08:11].example.com: {address: "203.0.113.[8:11]"}
                  db[9:10]:
                """);
        assertThat(inventory.hosts().keySet())
                .containsExactly(
                        "web08.example.com",
                        "web09.example.com",
                        "web10.example.com",
                        "web11.example.com",
                        "db9",
                        "db10");
        assertThat(host(inventory, "web09.example.com").destination().address()).isEqualTo("203.0.113.9");
        assertThat(host(inventory, "db10").destination().address()).isEqualTo("db10");
        assertThat(found()).isEmpty();
    }

    @Test
    void settlesPrecedence() {
        Inventory inventory = read(GROUPS);
        assertThat(variable(inventory, "web-1", "a")).isEqualTo("all");
        assertThat(variable(inventory, "web-1", "b")).isEqualTo("web");
        assertThat(variable(inventory, "web-1", "c")).isEqualTo("web");
        assertThat(variable(inventory, "web-1", "d")).isEqualTo("host");
        assertThat(variable(inventory, "web-2", "c")).isEqualTo("canary");
        assertThat(variable(inventory, "db-1", "b")).isEqualTo("all");
        assertThat(found()).isEmpty();
    }

    @Test
    void putsAChildGroupsHostsIntoItsParent() {
        Inventory inventory = read("""
                hosts: {c: , a: , b: }
                groups:
                  top: {groups: [middle]}
                  middle: {groups: [bottom], hosts: [b]}
                  bottom: {hosts: [a]}
                """);
        assertThat(inventory.groups().get("top")).containsExactly("a", "b");
        assertThat(inventory.groups().get("all")).containsExactly("c", "a", "b");
        assertThat(inventory.groups().keySet()).containsExactly("all", "top", "middle", "bottom");
    }

    @Test
    void acceptsGroupsThatAgreeOrAreOverridden() {
        read("""
                hosts: {a: {vars: {y: 3}}}
                groups:
                  one: {hosts: [a], vars: {x: [1, {k: v}], y: 1}}
                  two: {hosts: [a], vars: {x: [1, {k: v}], y: 2}}
                """);
        assertThat(found()).isEmpty();
    }

    @Test
    void namesBothGroupsThatDisagree() {
        read("""
                hosts: {a: , b: }
                groups:
                  one: {hosts: [a, b], vars: {x: 1}}
                  two: {hosts: [a, b], vars: {x: "1"}}
                """);
        assertThat(found())
                .containsExactly(
                        "i.yml:4:31: a and 1 more must have one value of 'x', and has two: group 'one' (i.yml:3:31) sets 1,"
                                + " group 'two' sets \"1\"; write a: {vars: {x: VALUE}} under 'hosts',"
                                + " or make one group a child of the other: the child's value counts");
    }

    @Test
    void namesTheMembersOfACycle() {
        read("hosts: {a: }\ngroups:\n  one: {groups: [two]}\n  two: {groups: [three]}\n  three: {groups: [one]}\n");
        assertThat(found())
                .containsExactly("i.yml:3:3: group 'one' contains itself:"
                        + " one (i.yml:3:3) → two (i.yml:4:3) → three (i.yml:5:3) → one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all | web-1 web-2 db-1 db-2",
                "web | web-1 web-2",
                "web:db-1 | web-1 web-2 db-1",
                "db-1,web | web-1 web-2 db-1",
                "web:&prod | web-1",
                "web:!web-2 | web-1",
                "!web-2:web | web-1",
                "all:!web:!db-2 | db-1",
                "!web | db-1 db-2",
                "&prod | web-1 db-1",
                "web:db:&prod:!db-1 | web-1",
                "*-2 | web-2 db-2",
                "d* | db-1 db-2",
                "can* | web-2",
                "web-? | web-1 web-2",
                "web-[1:2]:!web-1 | web-2",
                "web-1:!web-1 | ''",
                "nothing* | ''"
            })
    void selectsHosts(String pattern, String hosts) {
        Inventory inventory = read(GROUPS);
        List<String> selected = HostPattern.select(pattern, inventory, Location.ofFile("--limit"), problems);
        assertThat(String.join(" ", selected)).isEqualTo(hosts);
        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "wob | unknown host or group 'wob'; did you mean 'web'?",
                "web:!web-3 | unknown host or group 'web-3'; did you mean 'web-1'?",
                ": | a host pattern must not be empty; write 'all' for every host",
                "web-[2:1] | the range in 'web-[2:1]' must not end before it begins",
                "web-[a:b] | invalid range of names 'web-[a:b]'; write one range of numbers: web[01:50]",
                "web-[1:20000] | the range in 'web-[1:20000]' must not contain more than 10000 names"
            })
    void refusesPatterns(String pattern, String problem) {
        HostPattern.select(pattern, read(GROUPS), Location.ofFile("--limit"), problems);
        assertThat(found()).containsExactly("--limit: " + problem);
    }

    @Test
    void readsTheShippedInventory() {
        Path shipped = Path.of("../inventory/three-hosts.yml");
        Inventory inventory = InventoryReader.read(new InputFiles(Path.of("")), shipped, problems)
                .orElseThrow();
        assertThat(found()).isEmpty();
        assertThat(inventory.groups().get("web")).containsExactly("web-1", "web-2", "web-3");
        assertThat(host(inventory, "web-3").destination().address()).isEqualTo("203.0.113.13");
    }
}
