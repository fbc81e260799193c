package provisioner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Resource types write at declared paths only with the functions of functions.sh, which see to other users of the host. */
class DeclaredPathsTest {
    private static final Pattern COMMAND =
            Pattern.compile("run\\(\\s*\"(cat|mv|chown|chmod|rm|tar|cp|ln|tee|install|touch)\\b");

    @Test
    void resourceTypesLeaveFilesToTheOneMechanism() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/provisioner/resource"))) {
            List<Path> files =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(files)
                    .hasSizeGreaterThan(50)
                    .allSatisfy(file -> assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContainPattern(COMMAND));
        }
    }
}
