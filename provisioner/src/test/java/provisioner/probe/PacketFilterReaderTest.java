package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Bytes;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.Observed;
import provisioner.state.PacketFinding;
import provisioner.state.Query.PacketFilterQuery;

/** What hosts of the lab really answered: as ufw makes it, and after somebody has been there. */
class PacketFilterReaderTest {
    private static String recorded(String name) throws Exception {
        try (InputStream in = PacketFilterReaderTest.class.getResourceAsStream("/packets/" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static PacketFilterState read(String recorded) throws ProbeException {
        Answers answers = new Answers();
        for (String part : recorded.split("(?m)^@@ (?=packets)")) {
            String[] named = part.split("\n", 2);
            if (named.length == 2) {
                answers.add(named[0], Bytes.utf8(named[1].strip()));
            }
        }
        Observed.Builder into = Observed.builder();
        new PacketFilterReader().read(List.of(new PacketFilterQuery()), answers, into);
        return into.build().get(new PacketFilterQuery());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bookworm-clean", "sid-clean", "trixie-clean"})
    void whatUfwMakesIsNoFinding(String host) throws Exception {
        assertThat(read(recorded(host))).isEqualTo(PacketFilterState.CLEAN);
    }

    @Test
    void everythingElseIs() throws Exception {
        assertThat(read(recorded("bookworm-foreign")).findings())
                .extracting(PacketFilterReaderTest::text)
                .containsExactlyInAnyOrder(
                        "/etc/ufw/after.rules:31 + -A ufw-before-output -p icmp --icmp-type echo-request -m comment --comment provisioner -j ACCEPT",
                        "/etc/ufw/after.rules:33 + :INPUT ACCEPT [0:0]",
                        "/etc/ufw/before.rules:45 - -A ufw-before-input -p udp --sport 67 --dport 68 -j ACCEPT",
                        "/etc/ufw/before.rules:71 - -A ufw-before-input -p udp -d 239.255.255.250 --dport 1900 -j ACCEPT",
                        "/etc/ufw/before.rules:73 + -A ufw-before-input -p tcp --dport 4442 -j ACCEPT",
                        "/etc/ufw/after.init",
                        "ip filter FORWARD ACCEPT not DROP",
                        "ip filter: -A FORWARD -s 192.0.2.0/24 -j ACCEPT",
                        "ip filter: -A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd (ahead)",
                        "ip filter: -A INPUT -p tcp -m tcp --dport 4441 -j ACCEPT (ahead)",
                        "ip filter lacks the order of INPUT",
                        "ip filter: -A OUTPUT -d 192.0.2.9/32 -m comment --comment \"it\\'s \\\"mine\\\" /root\" -j DROP",
                        "ip filter: -A f2b-sshd -j RETURN (ahead)",
                        "ip filter lacks -A ufw-after-input -p tcp -m tcp --dport 4443 -j ACCEPT",
                        "ip filter lacks -A ufw-before-input -p tcp -m tcp --dport 4442 -j ACCEPT",
                        "ip filter: -A ufw-before-input -p udp -m udp --sport 67 --dport 68 -j ACCEPT",
                        "ip filter: -A ufw-before-input -d 239.255.255.250/32 -p udp -m udp --dport 1900 -j ACCEPT",
                        "ip filter lacks -A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN",
                        "ip filter lacks -A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN",
                        "ip filter lacks -A ufw-not-local -m addrtype --dst-type BROADCAST -j RETURN",
                        "ip filter lacks -A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j ufw-logging-deny",
                        "ip filter lacks -A ufw-not-local -j DROP",
                        "ip filter: -A ufw-user-input -p tcp -m tcp --dport 4447 -j ACCEPT",
                        "ip nat: -A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080 (ahead)",
                        "ip raw: -A PREROUTING -p udp -j NOTRACK (ahead)",
                        "ip6 filter: -A INPUT -p tcp -m tcp --dport 4446 -j ACCEPT (ahead)",
                        "ip6 filter lacks -A ufw6-before-input -j ufw6-user-input",
                        "nft inet other: type filter hook input priority filter - 5; policy drop;",
                        "nft inet other: tcp dport { 4444, 4445 } accept",
                        "nft inet other: tcp dport vmap { 22 : accept, 23 : drop }",
                        "legacy ip filter: -A INPUT -p tcp -m tcp --dport 4448 -j ACCEPT (ahead)");
    }

    private static String text(PacketFinding finding) {
        return switch (finding) {
            case PacketFinding.Rule r -> r.family() + " " + r.table() + ": " + r.text() + (r.ahead() ? " (ahead)" : "");
            case PacketFinding.Absent a ->
                a.family() + " " + a.table() + " lacks "
                        + (a.text().isEmpty() ? "the order of " + a.chain() : a.text());
            case PacketFinding.Policy p ->
                p.family() + " " + p.table() + " " + p.chain() + " " + p.now() + " not " + p.wanted();
            case PacketFinding.Line l -> l.file() + ":" + l.number() + (l.added() ? " + " : " - ") + l.text();
            case PacketFinding.Hook h -> h.file();
        };
    }

    private static final String IDLE = """
            @@ packets.readable
            yes
            @@ packets.backend
            nft
            @@ packets.enabled
            no
            """;

    /** Once it has been active, ufw leaves its empty chains behind, and what it leaves the policies at depends. */
    @Test
    void whereUfwIsNotActiveItsRemainsDoNotCount() throws Exception {
        assertThat(read(IDLE + """
                        @@ packets.kernel
                        *filter
                        :INPUT DROP
                        :ufw-before-input -
                        -A INPUT -j ufw-before-input
                        -A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT
                        -A INPUT -s 192.0.2.1/32 -j ACCEPT
                        COMMIT
                        """).findings())
                .extracting(PacketFilterReaderTest::text)
                .containsExactly("ip filter: -A INPUT -s 192.0.2.1/32 -j ACCEPT (ahead)");
    }

    /** A rule of nftables in a table of iptables, which iptables cannot show; in the others it can. */
    @Test
    void rulesThatIptablesCannotShow() throws Exception {
        assertThat(read(IDLE.replace("\nno", "\nyes") + """
                        @@ packets.ufw
                        *filter
                        :INPUT DROP
                        -A INPUT -j ufw-before-input
                        COMMIT
                        @@ packets.kernel
                        # Table `filter' is incompatible, use 'nft' tool.
                        *nat
                        :PREROUTING ACCEPT
                        COMMIT
                        @@ packets.nft
                        table ip filter {
                        \tchain ufw-before-input {
                        \t\tcounter accept
                        \t}
                        \tchain INPUT {
                        \t\ttype filter hook input priority filter; policy drop;
                        \t\tct state { established, related } tcp dport { 44,
                        \t\t\t\t45 } accept
                        \t\tcounter jump ufw-before-input
                        \t}
                        }
                        table ip nat {
                        \tchain PREROUTING {
                        \t\ttype nat hook prerouting priority dstnat; policy accept;
                        \t\tcounter redirect to :8080
                        \t}
                        \tchain extra {
                        \t\ttype nat hook prerouting priority 7; policy accept;
                        \t\tcounter redirect to :8081
                        \t}
                        }
                        """).findings())
                .extracting(PacketFilterReaderTest::text)
                .containsExactly(
                        "nft ip filter: ct state { established, related } tcp dport { 44, 45 } accept",
                        "nft ip nat: counter redirect to :8081");
    }

    /** Whoever wrote a line that cannot be loaded is named; a failure without one is unknown. */
    @Test
    void filesThatCannotBeLoaded() throws Exception {
        String failed = IDLE.replace("\nno", "\nyes") + "@@ packets.ufw\niptables-restore: line 7 failed\n# Failed\n";
        assertThatThrownBy(() -> read(failed))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("line 7 failed");
        assertThat(read(failed + """
                        @@ packets.files
                        +++ /etc/ufw/before6.rules\tdate
                        @@ -0,0 +7 @@
                        +-A INPUT -m set --match-set x src -j ACCEPT
                        """).findings())
                .extracting(PacketFilterReaderTest::text)
                .containsExactly("/etc/ufw/before6.rules:7 + -A INPUT -m set --match-set x src -j ACCEPT");
    }

    @Test
    void aHostWithoutNftOrOneThatListsNothing() throws Exception {
        assertThat(read("").readable()).isFalse();
        assertThatThrownBy(() -> read(IDLE + "@@ packets.nft\n# Unread\n"))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("does not list its packet filter");
    }

    @Test
    void damagedRepliesAreObservationsOrRefused() throws Exception {
        List<String> lines = recorded("bookworm-foreign").lines().toList();
        Random random = new Random(20261126);
        for (int i = 0; i < 300; i++) {
            String damaged = String.join(
                    "\n",
                    Stream.concat(
                                    lines.stream().filter(line -> random.nextInt(20) > 0),
                                    Stream.of("@@ -1,9 +99999999999 @@", "@@ -9 +9,1000 @@", "{", "\t}"))
                            .map(line -> random.nextInt(50) == 0 ? line.substring(line.length() / 2) : line)
                            .toList());
            try {
                assertThat(read(damaged)).isNotNull();
            } catch (ProbeException e) {
                assertThat(e).message().isNotBlank();
            }
        }
    }
}
