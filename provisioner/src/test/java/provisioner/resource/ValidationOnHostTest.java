package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.lab.TestLab;
import provisioner.lab.TestLab.Output;
import provisioner.state.Bytes;

/** Files that a program of the host refuses never go live. */
@Tag("host")
final class ValidationOnHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "valid-1");

    private static final RealHost HOST = new RealHost(LAB, "valid-1");

    /** What somebody may have left behind, and what another process of the host would see. */
    private static final String TRACES = "find /etc -newer /root/before ! -name '.pwd.lock'; ls -A /tmp;"
            + " grep -c provisioner /proc/mounts || true";

    @BeforeAll
    static void installNginx() throws Exception {
        HOST.raw(
                "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y nginx-light logrotate >&2");
    }

    private static Resource file(String path, String content) {
        return RealHost.resource(
                "file: {path: %s, source: it}".formatted(path), Map.of("it", Bytes.utf8(content)), Map.of());
    }

    /** What the step says; nothing of it is on the host. */
    private static String refused(Resource resource) throws Exception {
        HOST.raw("touch /root/before; sleep 0.02");
        String traces = HOST.raw(TRACES);
        Output output = HOST.apply(HOST.plan(resource));
        assertThat(output.exit()).as(output.toString()).isNotZero();
        assertThat(HOST.raw(TRACES)).isEqualTo(traces);
        return output.stderr();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /etc/ssh/sshd_config.d/x.conf | PermitRootLogn no\\n | Bad configuration option: PermitRootLogn
            /etc/sudoers.d/x | x ALL=(ALL) NOPASWD ALL\\n | /etc/sudoers.d/x:1
            /etc/systemd/system/x.service | [Service]\\nExecStart=/bin/true\\nRestrat=always\\n | x.service:3: Unknown key 'Restrat'
            /etc/systemd/system/x.timer | [Timer]\\nOnCalendar=dayly\\n | Failed to parse calendar specification
            /etc/systemd/system/ssh.service.d/x.conf | [Service]\\nRestrat=always\\n | x.conf:2: Unknown key 'Restrat'
            /etc/nginx/conf.d/x.conf | server { lisen 80; }\\n | unknown directive "lisen" in /etc/nginx/conf.d/x.conf:1
            /etc/fstab | tmpfs /srv/t\\n | /etc/fstab: parse error at line 1
            /etc/fstab | UUID=1-2 /srv ext4 defaults 0 2\\n | unreachable on boot required source: UUID=1-2
            /etc/logrotate.d/x | /var/log/x {\\n rotat 3\\n}\\n | x:2 unknown option 'rotat'
            /etc/apt/sources.list.d/x.list | bed http://127.0.0.1/ stable main\\n | Type 'bed' is not known on line 1
            /etc/apt/preferences.d/x | Pakage: *\\n | Invalid record in the preferences file
            """)
    void refusesWhatTheirProgramsRefuse(String path, String content, String words) throws Exception {
        HOST.raw("mkdir -p /etc/systemd/system/ssh.service.d; test -e /etc/fstab || touch /etc/fstab");
        assertThat(refused(file(path, content.replace("\\n", "\n"))))
                .contains(words, path + " stays as it was, refused by ");
    }
}
