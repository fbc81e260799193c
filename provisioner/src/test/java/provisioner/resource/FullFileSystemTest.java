package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.standard.StandardFunctions;

/** Where a step says that no space is left, the file systems without any are named. */
class FullFileSystemTest {
    /** In place of df: one that is full, one of no size, one without inodes, and one with space. */
    private static final String DF = """
            timeout() {
              echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
              if [ "$3" = -P ]; then printf '%s\\n' '/dev/a 100 100 0 100% /var' '/dev/b 0 0 0 - /proc/x' '/dev/c 100 1 99 1% /'
              else printf '%s\\n' '/dev/d 10 10 0 100% /srv/my data' '/dev/e 0 0 0 - /boot'; fi
            }
            """;

    @TempDir
    private Path directory;

    private String named(String written) throws IOException, InterruptedException {
        Path log = Files.writeString(directory.resolve("stderr"), written);
        Path script = Files.writeString(
                directory.resolve("script"), "set -eu\n" + StandardFunctions.text() + DF + "name_full " + log + "\n");
        Process process = new ProcessBuilder("sh", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void isNamed() throws IOException, InterruptedException {
        assertThat(named("cat: write error: No space left on device\n"))
                .isEqualTo("the file system at /var is full\nthe file system at /srv/my data is full\n");
    }

    @Test
    void isNotLookedForOtherwise() throws IOException, InterruptedException {
        assertThat(named("E: Unable to locate package x\n")).isEmpty();
    }
}
