package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(ping.status).as(ping.output).isEqualTo(1);
        assertThat(ping.output).contains("nobody: ").doesNotContain(STATISTICS);
    }

    @Test
    void exceptForAProfiler() throws Exception {
        Ended ping = run(true, "ping", "-i", "inventory.yml");
        assertThat(ping.status).as(ping.output).isEqualTo(1);
        assertThat(ping.output).contains("nobody: ", STATISTICS);
    }

    @Test
    void whereNoHostIsContactedJavaEndsInItsOwnWay() throws Exception {
        assertThat(run(false, "plan", "--help").output).contains(STATISTICS);
        Ended wrong = run(false, "no-such-command");
        assertThat(wrong.status).isEqualTo(Main.USAGE);
        assertThat(wrong.output).contains(STATISTICS);
    }

    private record Ended(int status, String output) {}

    private Ended run(boolean debug, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:NativeMemoryTracking=summary",
                "-XX:+PrintNMTStatistics",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "output", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().remove("PROVISIONER_DEBUG");
        if (debug) {
            builder.environment().put("PROVISIONER_DEBUG", "1");
        }
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
