package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** What is wrong with the input of the lab is said before Docker is asked for anything. */
class LabInputTest {
    @TempDir
    Path directory;

    @Test
    void aWrongSuiteHasItsLine() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("hosts.yml"), """
                hosts:
                  web-1: {vars: {suite: Debian 12}}
                  web-2: {vars: {suite: bookworm}}
                  web-3: {vars: {suite: "12"}}
                """);
        Ended up = new JavaProcess(Main.class, directory, Map.of()).run("lab", "up", "-i", "hosts.yml");
        assertThat(up.exit()).isEqualTo(1);
        assertThat(up.err())
                .isEqualTo("hosts.yml:2:25: 'Debian 12' is not the name of a Debian release;"
                        + " the lab has bookworm, trixie and sid\n"
                        + "hosts.yml:4:25: '12' is not the name of a Debian release; the lab has bookworm, trixie and sid\n");
    }
}
