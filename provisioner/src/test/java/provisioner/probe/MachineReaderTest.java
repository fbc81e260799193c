package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import provisioner.probe.machine.MachineLines;
import provisioner.state.Observation.MachineState.DefaultRoute;
import provisioner.state.Observation.MachineState.Disk;

/** What ip(8) prints, as iproute2 6.1 and 6.15 do. */
final class MachineReaderTest {
    private static final MachineLines LINES = new MachineLines("""
            1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
            1: lo    inet6 ::1/128 scope host noprefixroute \\       valid_lft forever preferred_lft forever
            4: eth0    inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0\\       valid_lft forever preferred_lft forever
            4: eth0    inet 192.0.2.3/24 scope global secondary eth0\\       valid_lft forever preferred_lft forever
            4: eth0    inet6 2001:db8::7/64 scope global temporary dynamic \\       valid_lft 600sec preferred_lft 500sec
            4: eth0    inet6 2001:db8::2/64 scope global nodad \\       valid_lft forever preferred_lft forever
            4: eth0    inet6 fe80::1/64 scope link \\       valid_lft forever preferred_lft forever
            5: tun0    inet 198.51.100.1 peer 198.51.100.2/32 scope global tun0\\       valid_lft forever preferred_lft forever
            """);

    @Test
    void addressesAreThoseThatLast() {
        assertThat(LINES.byInterface())
                .isEqualTo(Map.of(
                        "lo", List.of("127.0.0.1", "::1"),
                        "eth0", List.of("192.0.2.2", "192.0.2.3", "2001:db8::2"),
                        "tun0", List.of("198.51.100.1")));
    }

    @Test
    void theDefaultRouteIsTheFirstOfIpv4() {
        String six = "default via fe80::9 dev eth0 proto ra metric 1024 expires 100sec pref medium\n";
        assertThat(LINES.route(
                        "default via 192.0.2.1 dev eth0 proto dhcp metric 100\ndefault via 1.2.3.4 dev tun0\n" + six))
                .isEqualTo(new DefaultRoute("eth0", "192.0.2.2", "192.0.2.1"));
        assertThat(LINES.route(six)).isEqualTo(new DefaultRoute("eth0", "2001:db8::2", "fe80::9"));
        assertThat(LINES.route("default via 192.0.2.1 dev eth0 src 192.0.2.3\n"))
                .isEqualTo(new DefaultRoute("eth0", "192.0.2.3", "192.0.2.1"));
        assertThat(LINES.route("default dev tun0 scope link\n"))
                .isEqualTo(new DefaultRoute("tun0", "198.51.100.1", ""));
        assertThat(LINES.route("")).isEqualTo(DefaultRoute.NONE);
    }

    @Test
    void drivesWithoutAMediumAreNoDisks() {
        assertThat(MachineLines.disks("vdb 409600\nvda 4096\nsdc 0\n"))
                .containsExactly(new Disk("vda", 2), new Disk("vdb", 200));
    }
}
