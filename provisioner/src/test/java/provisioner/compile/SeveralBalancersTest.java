package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.source.InvalidInputException;

/** The shipped site with several load balancers, with and without an address that moves between them. */
class SeveralBalancersTest {
    private static final String VIRTUAL = "  virtual_address: 203.0.113.100\n";

    @TempDir
    private Path directory = Path.of("");

    /** Without the virtual address that it is shipped with. */
    private static String inventory(String shipped, String balancers, String vars) throws Exception {
        return ShippedSite.inventory(shipped)
                .replaceFirst("(loadbalancer:\n +hosts: )[^\n]+", "$1" + balancers)
                .replaceFirst("  virtual_address: [^\n]+\n", "")
                .replace("\nvars:\n", "\nvars:\n" + vars);
    }

    private Program program(String shipped, String balancers, String vars) throws Exception {
        return ShippedSite.compile(directory, inventory(shipped, balancers, vars), "site.yml");
    }

    private Map<String, String> texts(String inventory, String balancers, String vars) throws Exception {
        return ProgramText.of(program(inventory, balancers, vars));
    }

    private String host(String inventory, String balancers, String vars, String host) throws Exception {
        return texts(inventory, balancers, vars).getOrDefault(host, "");
    }

    @Test
    void priorityPeersAndInterfaceFollowFromTheGroup() throws Exception {
        Map<String, String> texts = texts("three-hosts.yml", "web-*", VIRTUAL);
        assertThat(texts.get("web-1"))
                .contains(
                        "priority 200",
                        "garp_master_delay 1",
                        "garp_master_refresh 1",
                        "unicast_src_ip 203.0.113.11",
                        "        203.0.113.12\n        203.0.113.13\n    }")
                .contains("virtual-address interface 203.0.113.11", "include /run/keepalived/interface.conf")
                .contains("203.0.113.12 33434\n203.0.113.13 33434\n")
                .contains("--connect-to www.example.com:443:127.0.0.1:443 https://www.example.com:443/health")
                .doesNotContain("notify_master");
        assertThat(texts.get("web-3")).contains("priority 200", "        203.0.113.11\n        203.0.113.12\n    }");
    }

    @ParameterizedTest
    @CsvSource({
        "three-hosts.yml, web-1, web-2, web-3",
        "separated.yml, lb-1, lb-2, web-1",
        "production.example.yml, lb-1, lb-2, web-1",
    })
    void theShippedSitesHaveTwo(String inventory, String first, String second, String other) throws Exception {
        Map<String, String> texts =
                ProgramText.of(ShippedSite.compile(directory, ShippedSite.inventory(inventory), "site.yml"));
        assertThat(texts.get(first)).contains("vrrp_instance site", "priority 200");
        assertThat(texts.get(second)).contains("vrrp_instance site", "priority 200");
        assertThat(texts.get(other))
                .contains("load balancers ask whether the host is there")
                .doesNotContain("vrrp_instance");
    }

    @Test
    void withoutAVirtualAddressNothingIsThere() throws Exception {
        for (String text : texts("separated.yml", "lb-*", "").values()) {
            assertThat(ProgramText.withoutWatchedUnits(text)).doesNotContain("keepalived", "33434", "vrrp");
        }
        assertThat(host("separated.yml", "lb-*", "", "lb-1")).contains("CONTROL\n203.0.113.7\n");
    }

    @Test
    void theFirewallsLetLoadBalancersAgreeAndAsk() throws Exception {
        Map<String, String> texts = texts("separated.yml", "lb-*", VIRTUAL);
        assertThat(texts.get("lb-1")).contains("load balancers agree on the holder of the address", "vrrp");
        assertThat(texts.get("db-1"))
                .contains("load balancers ask whether the host is there")
                .doesNotContain("vrrp");
        assertThat(texts.get("lb-2")).contains("load balancers ask each other for answers to challenges");
    }

    /** A host that is down is silent. Who has nobody else to ask waits longer. */
    @ParameterizedTest
    @CsvSource({"web-*, 900ms", "web-1, 2s"})
    void anotherHostIsAskedSoon(String servers, String patience) throws Exception {
        String inventory = ShippedSite.inventory("three-hosts.yml")
                .replaceFirst("(\n  web:\n +hosts: )web-\\*", "$1" + servers)
                .replaceFirst("(\n  app:\n +hosts: )web-\\*", "$1" + servers);
        String text = ProgramText.of(ShippedSite.compile(directory, inventory, "site.yml"))
                .getOrDefault("web-1", "");
        assertThat(text.split("proxy_connect_timeout " + patience + ";", -1)).hasSize(3);
    }

    @Test
    void twoHostsHaveNoMajorityThatALossLeaves() throws Exception {
        String two = """
                user: root
                vars:
                  suite: sid
                  site_name: www.example.com
                  mysql_source: web-1
                  internal_ca: !secret internal_ca
                  mysql_admin_password: !secret mysql_admin_password
                  mysql_replication_password: !secret mysql_replication_password
                  mysql_exporter_password: !secret mysql_exporter_password
                  app_db_password: !secret app_db_password
                hosts:
                  web-[1:2]: {address: "203.0.113.[11:12]"}
                groups:
                  loadbalancer: {hosts: web-*}
                  web: {hosts: web-*}
                  app: {hosts: web-*}
                  database: {hosts: web-*}
                  monitoring: {hosts: web-2}
                """.replace("\nvars:\n", "\nvars:\n" + VIRTUAL);
        String text =
                ProgramText.of(ShippedSite.compile(directory, two, "site.yml")).getOrDefault("web-1", "");
        assertThat(text).contains("vrrp_instance site").doesNotContain("vrrp_script majority");
    }

    @Test
    void challengesGoToTheOthersAndNoFurther() throws Exception {
        assertThat(host("separated.yml", "lb-*", "", "lb-2"))
                .contains("upstream challenges {\n    server 203.0.113.7:80 max_fails=0;\n}")
                .contains("if ($http_x_challenge_passed_on) {\n            return 404;");
        assertThat(host("separated.yml", "lb-*", "  http_port: 8088\n", "lb-2")).contains("server 203.0.113.7:8088 ");
        assertThat(host("separated.yml", "lb-1", "", "lb-1")).doesNotContain("challenges {");
    }

    @Test
    void severalAskForTheirCertificatesOneAfterTheOther() throws Exception {
        assertThat(program("separated.yml", "lb-*", "").hosts().stream()
                        .filter(host -> host.host().equals("lb-2"))
                        .flatMap(host -> host.steps().stream())
                        .map(step -> step.id())
                        .filter(id -> id.contains("is issued")))
                .containsExactly(
                        "Several load balancers/certificates/the certificate for www.example.com is" + " issued");
        assertThat(program("separated.yml", "lb-1", "").hosts().getFirst().steps().stream()
                        .map(step -> step.id())
                        .filter(id -> id.contains("is issued")))
                .containsExactly("Load balancer/certificates/the certificate for www.example.com is issued");
    }

    @Test
    void checksAskTheAddressAndEachCertificate() throws Exception {
        Program program = program("separated.yml", "lb-*", VIRTUAL);
        assertThat(program.globalChecks())
                .extracting(check -> check.check().title())
                .contains("virtual_address 203.0.113.100");
        assertThat(ProgramText.of(program).get("lb-2")).contains("203.0.113.100\n", "fullchain.pem\n");
        assertThat(host("separated.yml", "lb-*", VIRTUAL + "  site_address: 192.0.2.7\n", "lb-1"))
                .contains("192.0.2.7\n");
    }

    @Test
    void theHookIsCalledWithTheHolderAndTheAddress() throws Exception {
        String vars =
                VIRTUAL + "  virtual_hook: /usr/local/bin/move --quick\n  virtual_hook_reaches: [api.example.net]\n";
        assertThat(host("separated.yml", "lb-*", vars, "lb-2"))
                .contains("notify_master \"/usr/local/bin/move --quick lb-2 203.0.113.100\"", "api.example.net");
    }

    @Test
    void anAddressOfIpVersion6IsWrittenAsUrlsWantIt() throws Exception {
        String vars = "  virtual_address: 2001:db8::100\n";
        String inventory = inventory("separated.yml", "lb-*", vars)
                .replaceAll(" address: 203.0.113.([0-9:\\[\\]]+)\n", " address: \"2001:db8::$1\"\n");
        String text = ProgramText.of(ShippedSite.compile(directory, inventory, "site.yml"))
                .getOrDefault("lb-1", "");
        assertThat(text)
                .contains("virtual-address wait http://[2001:db8::100]:80/", "unicast_src_ip 2001:db8::7")
                .contains("    server [2001:db8::8]:80 max_fails=0;");
    }

    @Test
    void oneHostHasNobodyToMoveTo() {
        assertThatThrownBy(() -> program("separated.yml", "lb-1", VIRTUAL))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.message())
                                .containsExactly(
                                        "'virtual_address' must have two hosts or more to move between, and the"
                                                + " group 'loadbalancer' has 1"));
    }

    /** They are asked by address, from the load balancers' own. */
    @Test
    void aHostWithoutAnAddressIsRefused() throws Exception {
        String named = inventory("separated.yml", "lb-*", VIRTUAL)
                .replace(
                        "  monitor-[1:2]:\n    address: 203.0.113.[41:42]\n",
                        "  monitor-1:\n    address: monitor.example.com\n");
        assertThatThrownBy(() -> ShippedSite.compile(directory, named, "site.yml"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.message())
                                .containsExactly(
                                        "'virtual_address' must be of the same IP version as the service address of"
                                                + " monitor-1, found 203.0.113.100 and monitor.example.com"));
    }

    @Test
    void aHostMayHaveAnotherPresencePort() throws Exception {
        String inventory = inventory("separated.yml", "lb-*", VIRTUAL)
                .replace("    hosts: monitor-*\n", "    hosts: monitor-*\n    vars: {presence_port: 33500}\n");
        Map<String, String> texts = ProgramText.of(ShippedSite.compile(directory, inventory, "site.yml"));
        assertThat(texts.get("lb-1")).contains("203.0.113.41 33500\n", "203.0.113.33 33434\n");
        assertThat(texts.get("monitor-1")).contains("33500").doesNotContain("33434");
    }

    /** The firewalls of all hosts have to let the load balancers ask. */
    @Test
    void anAddressOfTheGroupAloneIsRefused() {
        assertThatThrownBy(() -> ShippedSite.compile(
                        directory,
                        inventory("separated.yml", "lb-*\n    vars: {virtual_address: 203.0.113.100}", ""),
                        "site.yml"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.message())
                                .contains("'virtual_address' must be set for all hosts, and web-1 has none"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "www.example.com | must be an IP address, found 'www.example.com'",
                "203.0.113.100/24 | must be an IP address, found '203.0.113.100/24'",
                "203.0.113.010 | must be an IP address, found '203.0.113.010'",
                "203.0.113.21 | must be no host's own address, and 203.0.113.21 is that of app-1",
                "'\"2001:db8::100\"' | must be of the same IP version as the service address of lb-1, found"
                        + " 2001:db8::100",
            })
    void anAddressThatCannotMoveIsRefusedWhereItIsWritten(String address, String message) {
        assertThatThrownBy(() -> program("separated.yml", "lb-*", "  virtual_address: " + address + "\n"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems()).anySatisfy(problem -> {
                            assertThat(problem.message()).contains("'virtual_address' " + message);
                            assertThat(problem.location().toString()).startsWith("inventory.yml:7:");
                        }));
    }
}
