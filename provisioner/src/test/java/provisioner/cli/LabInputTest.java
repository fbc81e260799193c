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
                  web-4: {vars: {suite: jammy}}
                """);
        Ended up = new JavaProcess(Main.class, directory, Map.of()).run("lab", "up", "-i", "hosts.yml");
        assertThat(up.exit()).isEqualTo(1);
        assertThat(up.err())
                .isEqualTo(
                        "hosts.yml:2:25: 'Debian 12' is not the name of a Debian release;"
                                + " the lab has bookworm, trixie and sid\n"
                                + "hosts.yml:4:25: '12' is not the name of a Debian release; the lab has bookworm, trixie and sid\n"
                                + "hosts.yml:5:25: 'jammy' is not the name of a Debian release; the lab has bookworm, trixie and sid\n");
    }

    @Test
    void aWrongNameOfTheLabIsNoBug() throws IOException, InterruptedException {
        for (String name : new String[] {"", "My Lab", "../x"}) {
            Ended status = new JavaProcess(Main.class, directory, Map.of("PROVISIONER_LAB", name)).run("lab", "status");
            assertThat(status.exit()).isEqualTo(1);
            assertThat(status.err())
                    .startsWith("provisioner: PROVISIONER_LAB: '" + name + "' cannot be the name of a lab")
                    .doesNotContain("bug");
        }
    }

    @Test
    void theJournalRespectsTheLimit() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("hosts.yml"), "hosts: {web-1: , web-2: }\n");
        JavaProcess tool = new JavaProcess(Main.class, directory, Map.of());
        assertThat(tool.run("journal", "-i", "hosts.yml", "web-1", "--limit", "web-2")
                        .err())
                .endsWith("--limit: 'web-2' leaves no host of 'web-1'\n");
        assertThat(tool.run("journal", "-i", "hosts.yml", "web-1", "--limit", "wbe-2")
                        .err())
                .endsWith("--limit: unknown host or group 'wbe-2'; did you mean 'web-2'?\n");
        assertThat(tool.run("ping", "-i", "hosts.yml", "--parallel", "0").exit())
                .isEqualTo(64);
    }
}
