package provisioner.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab's hosts in each release that it has. */
@Tag("host")
@Tag("long")
class SuitesTest {
    @ParameterizedTest
    @ValueSource(strings = {"bookworm", "trixie", "sid"})
    void bootsAnswersSshAndInstallsAPackageThatStartsItsService(String suite) throws Exception {
        TestLab lab = TestLab.of(suite, "one");
        try {
            lab.up();
            assertThat(lab.raw("one", "systemctl is-system-running")).isEqualTo("running");
            assertThat(lab.lab().ssh("one", List.of("exit 3"))).isEqualTo(3);
            assertThat(lab.sshSessions("one")).isEqualTo(1);
            assertThat(lab.snapshot("one")).isEqualTo(lab.snapshot("one"));
            lab.raw("one", "DEBIAN_FRONTEND=noninteractive apt-get -qq -y install nginx-light </dev/null");
            assertThat(lab.raw("one", "systemctl is-active nginx.service")).isEqualTo("active");
        } finally {
            lab.down();
        }
    }
}
