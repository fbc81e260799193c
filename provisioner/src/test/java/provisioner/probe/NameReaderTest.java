package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import provisioner.state.Bytes;
import provisioner.state.Cidr;
import provisioner.state.Observed;
import provisioner.state.Query.NameQuery;
import provisioner.state.Query.UfwProfileQuery;

/** What getent of Debian 12 prints, and what ufw's profiles look like. */
class NameReaderTest {
    private static Observed read(String printed, NameQuery... queries) throws ProbeException {
        Answers answers = new Answers();
        answers.add("names", Bytes.utf8(printed));
        Observed.Builder into = Observed.builder();
        new NameReader().read(List.of(queries), answers, into);
        return into.build();
    }

    @Test
    void everyAddressIsKnownOnceAndInOrder() throws ProbeException {
        NameQuery mirror = new NameQuery("mirror.example");
        Observed observed = read("""
                mirror.example 2001:db8::7     STREAM mirror.example
                mirror.example 2001:db8::7     DGRAM
                mirror.example 198.51.100.9    STREAM
                mirror.example 198.51.100.8    STREAM
                mirror.example fe80::1%eth0    STREAM
                mirror.example fe80::2         STREAM
                """, mirror);
        assertThat(observed.get(mirror).addresses())
                .extracting(Cidr::toString)
                .containsExactly("198.51.100.8", "198.51.100.9", "2001:db8::7");
    }

    @Test
    void aNameWithoutAnAnswerIsUnknownAndTheOthersStand() throws ProbeException {
        NameQuery gone = new NameQuery("gone.example");
        NameQuery there = new NameQuery("there.example");
        Observed observed = read("there.example 192.0.2.1 STREAM there.example\n", gone, there);
        assertThat(observed.unreadable()).containsOnlyKeys(gone);
        assertThat(observed.unreadable().get(gone))
                .isEqualTo("unknown, the host's resolver gives no address for 'gone.example' within 8 seconds");
        assertThat(observed.get(there).addresses()).hasSize(1);
        assertThatThrownBy(() -> read("nonsense\n", gone)).isInstanceOf(ProbeException.class);
    }

    @Test
    void ofTwoProfilesWithOneNameTheLastCounts() throws ProbeException {
        Answers answers = new Answers();
        answers.add("ufw.profiles", Bytes.utf8("""
                /etc/ufw/applications.d/a:[WWW Full]
                /etc/ufw/applications.d/a:ports=80,443/tcp
                /etc/ufw/applications.d/b.dpkg-old:[WWW Full]
                /etc/ufw/applications.d/b.dpkg-old:ports=9/tcp
                /etc/ufw/applications.d/c:[WWW Full]
                /etc/ufw/applications.d/c:Ports : 80,443,8443/tcp|53
                """));
        Observed.Builder into = Observed.builder();
        UfwProfileQuery full = new UfwProfileQuery("WWW Full");
        UfwProfileQuery none = new UfwProfileQuery("None");
        new UfwProfileReader().read(List.of(full, none), answers, into);
        assertThat(into.build().get(full).ports()).hasValue("80,443,8443/tcp|53");
        assertThat(into.build().get(none).ports()).isEmpty();
    }
}
