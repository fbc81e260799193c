package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Observation.BootSysctlState;
import provisioner.state.Observation.BootSysctlState.Assignment;
import provisioner.state.Observed;
import provisioner.state.Query.BootSysctlQuery;

/** Who has the last word on a kernel parameter at a boot, on a tree that stands for a host's. */
final class BootSysctlReaderTest {
    @TempDir
    Path root;

    private String shell = "dash";

    @BeforeEach
    void ours() throws IOException {
        write("/etc/sysctl.d/50-ours.conf", "vm.swappiness = 10\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void link(String path, String target) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of(target));
    }

    private BootSysctlState ask(String key) throws Exception {
        BootSysctlQuery query = new BootSysctlQuery(key, "/etc/sysctl.d/50-ours.conf");
        BootSysctlReader reader = new BootSysctlReader(root.toString());
        String script = "pv_nonce=0123\nmain() {\n" + ReplySections.BEGIN + reader.script(List.of(query))
                + "exit 0\n)\nprintf '\\n0123 .exit\\n0'\n}\n}\nmain\n";
        Process process = new ProcessBuilder(shell, "-s").start();
        try (var in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        byte[] stream = process.getInputStream().readAllBytes();
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        Answers answers = new Answers();
        ReplySections.split(stream, "").forEach(part -> answers.add(part.tag(), part.bytes()));
        Observed.Builder into = Observed.builder();
        reader.read(List.of(query), answers, into);
        return into.build().get(query);
    }

    private void decides(String key, String place, String assigned, String value) throws Exception {
        assertThat(ask(key).later()).containsExactly(new Assignment(root + place, assigned, value));
    }

    private void nobodyDecides(String key) throws Exception {
        assertThat(ask(key)).isEqualTo(new BootSysctlState(List.of(), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void theLastFileOfAllDirectories(String with) throws Exception {
        shell = with;
        nobodyDecides("vm.swappiness");
        write("/etc/sysctl.d/40-before.conf", "vm.swappiness = 1\n");
        write("/usr/lib/sysctl.d/README", "vm.swappiness = 1\n");
        nobodyDecides("vm.swappiness");
        write(
                "/run/sysctl.d/60-later.conf",
                "# vm.swappiness = 1\n\n  - vm/swappiness=20\nvm.swappiness\t= 30  \nvm.swap = 4\n");
        decides("vm.swappiness", "/run/sysctl.d/60-later.conf:4", "vm.swappiness", "30");
        write("/usr/lib/sysctl.d/90-last.conf", "-vm/swappiness=40\n");
        decides("vm.swappiness", "/usr/lib/sysctl.d/90-last.conf:1", "vm/swappiness", "40");
    }

    @Test
    void aFileThatAnotherMasksIsNotRead() throws Exception {
        write("/usr/lib/sysctl.d/60-a.conf", "vm.swappiness = 1\n");
        link("/etc/sysctl.d/60-a.conf", "/dev/null");
        nobodyDecides("vm.swappiness");
        write("/run/sysctl.d/70-b.conf", "vm.swappiness = 2\n");
        write("/lib/sysctl.d/70-b.conf", "vm.swappiness = 3\n");
        decides("vm.swappiness", "/run/sysctl.d/70-b.conf:1", "vm.swappiness", "2");
    }

    @Test
    void aLinkWithoutATargetMasksToo() throws Exception {
        write("/usr/lib/sysctl.d/60-a.conf", "vm.swappiness = 1\n");
        link("/etc/sysctl.d/60-a.conf", "nowhere");
        nobodyDecides("vm.swappiness");
    }

    /** As on bookworm. On sid there is no link, and nothing reads the file at a boot. */
    @Test
    void sysctlConfThroughItsLinkOnly() throws Exception {
        write("/etc/sysctl.conf", "vm.swappiness = 1\n");
        nobodyDecides("vm.swappiness");
        link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
        decides("vm.swappiness", "/etc/sysctl.d/99-sysctl.conf:1", "vm.swappiness", "1");
    }

    @Test
    void aPatternGivesWayToAnAssignment() throws Exception {
        write("/etc/sysctl.d/60-a.conf", "net.ipv4.conf.*.rp_filter = 1\n-net.ipv4.conf.all.rp_filter\n");
        nobodyDecides("net.ipv4.conf.all.rp_filter");
    }

    @Test
    void dotsAndSlashesOfInterfaces() throws Exception {
        write("/etc/sysctl.d/60-a.conf", "net/ipv4/conf/eth0.1/rp_filter = 2\nnet.ipv4.conf.eth0.rp_filter = 1\n");
        decides("net.ipv4.conf.eth0/1.rp_filter", "/etc/sysctl.d/60-a.conf:1", "net/ipv4/conf/eth0.1/rp_filter", "2");
    }

    @Test
    void whatTheKernelSetsTogether() throws Exception {
        write("/etc/sysctl.d/60-a.conf", "net.ipv4.conf.all.forwarding=0\nnet.ipv6.conf.all.disable_ipv6 = 1\n");
        decides("net.ipv4.ip_forward", "/etc/sysctl.d/60-a.conf:1", "net.ipv4.conf.all.forwarding", "0");
        decides("net.ipv4.conf.eth0.forwarding", "/etc/sysctl.d/60-a.conf:1", "net.ipv4.conf.all.forwarding", "0");
        decides("net.ipv6.conf.eth0.disable_ipv6", "/etc/sysctl.d/60-a.conf:2", "net.ipv6.conf.all.disable_ipv6", "1");
        nobodyDecides("net.ipv4.conf.eth0.rp_filter");
    }

    @Test
    void ufwWhereItStarts() throws Exception {
        write("/etc/ufw/sysctl.conf", "# ours\nnet/ipv4/conf/*/log_martians=0\n");
        write("/etc/default/ufw", "IPT_SYSCTL=\"/etc/ufw/sysctl.conf\"\n");
        write("/etc/ufw/ufw.conf", "ENABLED=no\n");
        nobodyDecides("net.ipv4.conf.all.log_martians");
        write("/etc/ufw/ufw.conf", "ENABLED=yes\n");
        nobodyDecides("net.ipv4.conf.all.log_martians");
        write("/usr/sbin/ufw", ""); // a package that was removed leaves its configuration
        assertThat(root.resolve("usr/sbin/ufw").toFile().setExecutable(true)).isTrue();
        decides("net.ipv4.conf.all.log_martians", "/etc/ufw/sysctl.conf:2", "net/ipv4/conf/*/log_martians", "0");
        write("/etc/default/ufw", "IPT_SYSCTL=\n");
        nobodyDecides("net.ipv4.conf.all.log_martians");
    }

    @Test
    void aMaskOfTheServiceThatSetsThem() throws Exception {
        link("/run/systemd/system/systemd-sysctl.service", "/dev/null");
        assertThat(ask("vm.swappiness").mask()).isEqualTo(root + "/run/systemd/system/systemd-sysctl.service");
        write("/etc/systemd/system/systemd-sysctl.service", "[Service]\n");
        nobodyDecides("vm.swappiness");
    }
}
