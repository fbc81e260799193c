package provisioner.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkTest {
    @Test
    void hostsGetTheLowestFreeAddressesInTheirOrder() throws Exception {
        assertThat(Network.assign(List.of("b", "a"), Map.of(), Set.of("198.51.100.11", "198.51.100.13")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("b", "198.51.100.12", "a", "198.51.100.14"));
    }

    @Test
    void aHostKeepsTheAddressItHas() throws Exception {
        Map<String, String> have = Map.of("a", "198.51.100.12", "gone", "198.51.100.11");
        assertThat(Network.assign(List.of("b", "a"), have, Set.of("198.51.100.12")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("a", "198.51.100.12", "gone", "198.51.100.11", "b", "198.51.100.13"));
    }

    @Test
    void aFullNetworkIsSaidToBeFull() {
        List<String> hosts = IntStream.range(0, 300).mapToObj(i -> "host-" + i).toList();
        assertThatThrownBy(() -> Network.assign(hosts, Map.of(), Set.of()))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("has no address left for host-240");
    }
}
