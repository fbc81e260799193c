package provisioner.resource.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.standard.StandardFunctions;
import provisioner.sh.Sh;

/** A service is stopped once nobody is connected to it, as the kernel's table of sockets says. */
final class DrainTest {
    /** Listens on 8443 and 8081; 203.0.113.9 is connected to 8443, and this host to both, by its own address and by loopback. */
    private static final String TCP = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 00000000:20FB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0
           1: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0
           2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4799 1 0
           3: 0B7100CB:20FB 097100CB:C350 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0
           4: 0100007F:1F91 0100007F:C351 01 00000000:00000000 00:00000000 00000000     0        0 4714 1 0
           5: 0B7100CB:0016 097100CB:C352 01 00000000:00000000 00:00000000 00000000     0        0 4715 1 0
           6: 0B7100CB:20FB 097100CB:C353 06 00000000:00000000 00:00000000 00000000     0        0 0 3 0
        """;

    private static final String TCP6 = """
          sl  local_address                         remote_address                        st
           0: 0000000000000000FFFF00000100007F:20FB 0000000000000000FFFF00000100007F:C354 01 0:0 0:0 0 0 0 4716
        """;

    @TempDir
    private Path directory = Path.of("");

    private String run(String commands) throws Exception {
        String script = "set -eu\n" + StandardFunctions.text() + "export PROVISIONER_TCP="
                + Sh.quote(directory.resolve("tcp").toString()) + "\n"
                + "unit_processes() { echo 1; }\n"
                // The processes' open files.
                + "find() { echo 'socket:[4711]'; echo 'socket:[4712]'; echo 'socket:[99]'; }\n"
                + commands;
        Process sh =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        String said = new String(sh.getInputStream().readAllBytes());
        return said.strip() + " " + sh.waitFor();
    }

    private void write(String tcp) throws Exception {
        Files.writeString(directory.resolve("tcp"), tcp);
        Files.writeString(directory.resolve("tcp6"), TCP6);
    }

    @Test
    void thePortsAreThoseOnWhichItsProcessesListen() throws Exception {
        write(TCP);
        assertThat(run("unit_ports web.service")).isEqualTo("20FB\n1F91 0");
    }

    @Test
    void onlyConnectionsOfOtherHostsToThemCount() throws Exception {
        write(TCP);
        assertThat(run("unit_peers 20FB 1F91")).isEqualTo("1 0");
        assertThat(run("unit_peers 1F91")).isEqualTo("0 0");
    }

    @Test
    void itIsWaitedForTheLastOne() throws Exception {
        write(TCP);
        Path without = Files.writeString(directory.resolve("without"), TCP.replaceFirst("(?m)^ +3:.*\n", ""));
        assertThat(run("sleep() { echo waiting; cp " + Sh.quote(without.toString())
                        + " \"$PROVISIONER_TCP\"; }; unit_drain web.service; echo drained"))
                .isEqualTo("waiting\ndrained 0");
    }

    @Test
    void afterAMinuteItIsNotWaitedAnyMore() throws Exception {
        write(TCP);
        assertThat(run("n=0; sleep() { n=$((n + 1)); }; unit_drain web.service app.service; echo waited $n"))
                .isEqualTo("waited 60 0");
    }
}
