package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Observation.BootState;
import provisioner.state.Query.BootQuery;

/** Reads the boot of this machine, with a kernel that it says it runs, and with kernels that are installed. */
class BootReaderTest {
    private static final BootQuery BOOT = new BootQuery();

    @TempDir
    Path directory;

    private BootState ask(String shell, String running) throws Exception {
        Path uname = Files.writeString(directory.resolve("uname"), "#!/bin/sh\necho " + running + "\n");
        assertThat(uname.toFile().setExecutable(true)).isTrue();
        String path = directory + ":" + System.getenv("PATH");
        return new LocalHost(
                        shell,
                        Map.of(
                                "PATH",
                                path,
                                "boot_directory",
                                directory.toString(),
                                "boot_state",
                                directory.toString()))
                .observe(List.of(BOOT))
                .get(BOOT);
    }

    private void install(String... releases) throws Exception {
        for (String release : releases) {
            Files.writeString(directory.resolve("vmlinuz-" + release), "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aBootHasAnIdThatStays(String shell) throws Exception {
        BootState first = ask(shell, "6.1.0-9-amd64");
        assertThat(first.boot()).matches("[0-9a-f-]{36}\\.[0-9]+");
        assertThat(first.boot()).isEqualTo(ask(shell, "6.1.0-9-amd64").boot());
        assertThat(first.kernel()).isEqualTo("6.1.0-9-amd64");
        assertThat(first.installedKernel()).isEqualTo("6.1.0-9-amd64");
    }

    @Test
    void theKernelThatWasAimedAtCountsInALaterBoot() throws Exception {
        String boot = ask("dash", "6.1.0-9-amd64").boot();
        Files.writeString(directory.resolve("kernel"), "6.1.0-18-amd64 " + boot + "\n");
        assertThat(ask("dash", "6.1.0-9-amd64").aimedKernel()).isEmpty();
        Files.writeString(directory.resolve("kernel"), "6.1.0-18-amd64 another\n");
        assertThat(ask("dash", "6.1.0-9-amd64").aimedKernel()).isEqualTo("6.1.0-18-amd64");
    }

    @ParameterizedTest
    @CsvSource({
        "6.1.0-9-amd64, 6.16.3+deb14-amd64",
        "6.1.0-9-cloud-amd64, 6.1.0-21-cloud-amd64",
        "6.1.0-9-rt-amd64, 6.1.0-9-rt-amd64",
        "6.18.44-fc-v509, 6.18.44-fc-v509",
        "6.99.0-1-amd64, 6.99.0-1-amd64",
        "5.15.0-91-generic, 5.15.0-100-generic",
    })
    void onlyAKernelOfTheSameFlavourIsNewer(String running, String newest) throws Exception {
        install(
                "6.1.0-18-amd64",
                "6.1.0-9-amd64",
                "6.16~rc7-amd64",
                "6.16.3+deb14-amd64",
                "6.1.0-21-cloud-amd64",
                "5.15.0-91-generic",
                "5.15.0-100-generic");
        assertThat(ask("dash", running).installedKernel()).isEqualTo(newest);
    }
}
