package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where ansible-core is installed: it still says of the inventories what is committed beside them. */
@Tag("host")
@Tag("long")
class RealAnsibleTest {
    private static final Path INVENTORIES =
            Path.of("src/test/resources/inventories/ansible").toAbsolutePath();

    @TempDir
    Path temporary = Path.of("");

    @Test
    void ansibleSaysWhatIsCommitted() throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "ansible-inventory"))));
        Process copy = new ProcessBuilder("cp", "-a", INVENTORIES + "/.", temporary.toString()).start();
        assertThat(copy.waitFor()).isZero();
        Process real = new ProcessBuilder("sh", temporary.resolve("expected.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("said").toFile())
                .start();
        assertThat(real.waitFor(5, TimeUnit.MINUTES)).isTrue();

        assertThat(temporary.resolve("said")).isEmptyFile();
        try (Stream<Path> files = Files.list(INVENTORIES)) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(list\\.json|graph\\.txt)"))
                    .toList()) {
                assertThat(temporary.resolve(file.getFileName())).hasSameTextualContentAs(file);
            }
        }
    }
}
