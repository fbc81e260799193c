package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.lab.LabException;
import provisioner.lab.PortScan;
import provisioner.lab.TestLab;

/**
 * Who gets through to what on the three hosts of {@code inventory/source-replica.yml}, written here by hand, and asked of nobody but
 * the network: by scans past everything that is under test.
 */
final class LinksFromOutside {
    private static final String EVERYBODY = "tcp/22";
    private static final List<String> SITE = List.of("tcp/80", "tcp/443");
    /** The database, and the application, whose web servers are on all hosts. */
    private static final List<String> PEERS = List.of("tcp/3306", "tcp/8080");

    private static final List<String> EXPORTERS = List.of("tcp/9100", "tcp/9104", "tcp/9113");
    private static final List<String> BALANCER_EXPORTERS = List.of("tcp/3903", "tcp/9114");
    private static final String WEB = "tcp/8443";
    /** DNS and NTP, which every host may ask of everybody. */
    private static final List<String> BASE = List.of("tcp/53", "udp/123", "udp/53");

    private final TestLab lab;
    private final List<String> hosts;
    private final String outside;
    private final PortScan scan;

    /** @param outside a host of the lab that no inventory names and that has no firewall */
    LinksFromOutside(TestLab lab, List<String> hosts, String outside) throws Exception {
        this.lab = lab;
        this.hosts = List.copyOf(hosts);
        this.outside = outside;
        this.scan = new PortScan();
    }

    void assertTheyAgree() throws Exception {
        assertThat(named(scan.fromHere(addresses(hosts))))
                .as("from the control machine")
                .isEqualTo(fromOutside());
        assertThat(named(scan.from(lab, outside, addresses(hosts))))
                .as("from a host outside")
                .isEqualTo(fromOutside());
        assertThat(fromInside("web-1"))
                .isEqualTo(Map.of(
                        "web-2",
                        ports(PEERS, List.of(WEB)),
                        "web-3",
                        ports(PEERS, List.of(WEB)),
                        outside,
                        ports(BASE)));
        assertThat(fromInside("web-2"))
                .isEqualTo(Map.of("web-1", ports(PEERS), "web-3", ports(PEERS), outside, ports(BASE)));
        assertThat(fromInside("web-3"))
                .isEqualTo(Map.of(
                        "web-1",
                        ports(PEERS, EXPORTERS, BALANCER_EXPORTERS),
                        "web-2",
                        ports(PEERS, EXPORTERS),
                        outside,
                        ports(BASE)));
    }

    private Map<String, Set<String>> fromOutside() {
        return Map.of(
                "web-1", ports(List.of(EVERYBODY), SITE),
                "web-2", ports(List.of(EVERYBODY)),
                "web-3", ports(List.of(EVERYBODY)));
    }

    private Map<String, Set<String>> fromInside(String host) throws Exception {
        List<String> others = new ArrayList<>(hosts);
        others.remove(host);
        others.add(outside);
        return named(scan.from(lab, host, addresses(others)));
    }

    @SafeVarargs
    private static Set<String> ports(List<String>... ports) {
        Set<String> all = new TreeSet<>();
        for (List<String> some : ports) {
            all.addAll(some);
        }
        return all;
    }

    private List<String> addresses(List<String> names) throws LabException, InterruptedException {
        List<String> addresses = new ArrayList<>();
        for (String name : names) {
            addresses.add(lab.endpoint(name).address());
        }
        return addresses;
    }

    private Map<String, Set<String>> named(Map<String, ? extends Set<String>> byAddress) throws Exception {
        Map<String, Set<String>> byName = new TreeMap<>();
        List<String> all = new ArrayList<>(hosts);
        all.add(outside);
        for (String name : all) {
            Set<String> ports = byAddress.get(lab.endpoint(name).address());
            if (ports != null) {
                byName.put(name, ports);
            }
        }
        return byName;
    }
}
