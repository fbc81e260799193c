package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** What goes to standard output and standard error is text, and whole. */
class OutputTest {
    @TempDir
    Path directory;

    @Test
    void aFullDiskAtStandardOutputIsAnError() throws Exception {
        Process help = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--help"))
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();
        String said = new String(help.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(help.waitFor()).isEqualTo(1);
        assertThat(said).isEqualTo("provisioner: not all of the output could be written to standard output\n");
    }

    @Test
    void problemsShowNamesAndContentsAsText() throws Exception {
        Path inventory =
                Files.writeString(directory.resolve("in\u001b[2Jventory.yml"), "hosts: {\"a\\e[31mb\": {}}\nx: 1\n");
        Ended plan = new JavaProcess(Main.class, directory, Map.of()).run("plan", "-i", inventory.toString());
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.toString())
                .contains("in\uFFFD[2Jventory.yml", "\uFFFD[31m")
                .doesNotContain("\u001b");
        Ended missing = new JavaProcess(Main.class, directory, Map.of()).run("ping", "-i", "no\u001b[2J.yml");
        assertThat(missing.toString()).contains("no\uFFFD[2J.yml").doesNotContain("\u001b");
    }
}
