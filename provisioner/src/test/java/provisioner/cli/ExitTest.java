package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** Whether Java is given the time to end: it says so itself, by the statistics that it prints then where it is asked to. */
class ExitTest {
    private static final String STATISTICS = "Native Memory Tracking:";

    @TempDir
    Path directory;

    @BeforeEach
    void aHostThatNobodyReaches() throws IOException {
        Files.writeString(directory.resolve("key"), "none");
        Files.writeString(
                directory.resolve("inventory.yml"),
                "user: root\nkey: key\nport: 1\nhosts:\n  nobody: {address: 127.0.0.1}\n");
    }

    @Test
    void runsOverHostsEndAtOnce() throws Exception {
        Ended ping = run(false, "ping", "-i", "inventory.yml");
        assertThat(ping.exit()).as(ping.toString()).isEqualTo(1);
        assertThat(ping.toString()).contains("nobody: ").doesNotContain(STATISTICS);
    }

    @Test
    void exceptForAProfiler() throws Exception {
        Ended ping = run(true, "ping", "-i", "inventory.yml");
        assertThat(ping.exit()).as(ping.toString()).isEqualTo(1);
        assertThat(ping.toString()).contains("nobody: ", STATISTICS);
    }

    @Test
    void whereNoHostIsContactedJavaEndsInItsOwnWay() throws Exception {
        assertThat(run(false, "plan", "--help").out()).contains(STATISTICS);
        Ended wrong = run(false, "no-such-command");
        assertThat(wrong.exit()).isEqualTo(Main.USAGE);
        assertThat(wrong.out()).contains(STATISTICS);
    }

    private Ended run(boolean debug, String... arguments) throws IOException, InterruptedException {
        return new JavaProcess(
                        Main.class,
                        directory,
                        debug ? Map.of("PROVISIONER_DEBUG", "1") : Map.of(),
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:NativeMemoryTracking=summary",
                        "-XX:+PrintNMTStatistics",
                        "--enable-native-access=ALL-UNNAMED")
                .run(arguments);
    }
}
