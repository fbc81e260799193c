package provisioner.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"010.0.0.1", "10.0.0.01", "0x7f.0.0.1", "127.1", "2130706433", "256.0.0.1", "1.2.3.4.5", "00"})
    void numbersThatProgramsReadInDifferentWaysAreNoAddress(String text) {
        assertThat(Cidr.wrongHost(text)).hasValueSatisfying(w -> assertThat(w).contains("IPv4", "leading zeros"));
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:010.0.0.1", "2001:db8::1::2", "web-1:22", "2001:db8::g", ":"})
    void whatOnlyLooksLikeIpv6IsNoAddress(String text) {
        assertThat(Cidr.wrongHost(text)).hasValueSatisfying(w -> assertThat(w).contains("IPv6"));
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1", "0.0.0.0", "2001:db8::1", "fe80::1%eth0", "::ffff:10.0.0.1", "web-1", "1.example.org"
            })
    void plainAddressesAndNamesAre(String text) {
        assertThat(Cidr.wrongHost(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:DB8:0:0:1:0:0:0, 2001:db8:0:0:1::",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:1, ::1",
        "::, ::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "fe80:0::/10, fe80::/10",
    })
    void ipv6IsWrittenAsInRfc5952(String written, String shown) {
        assertThat(Cidr.parse(written))
                .hasValueSatisfying(cidr -> assertThat(cidr).hasToString(shown));
    }
}
