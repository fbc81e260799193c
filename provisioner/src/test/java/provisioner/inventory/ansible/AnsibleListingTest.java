package provisioner.inventory.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.inventory.Listing;
import provisioner.secret.store.AnsibleVault;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/** Every inventory is listed as Debian's ansible-inventory lists it: {@code expected.sh} has written what that says. */
class AnsibleListingTest {
    static final Path ALL = Path.of("src/test/resources/inventories/ansible").toAbsolutePath();

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(ALL)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".args"))
                    .map(name -> name.substring(0, name.length() - ".args".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static List<Path> sources(String name) throws IOException {
        return Arrays.stream(
                        Files.readString(ALL.resolve(name + ".args")).strip().split("\\s+"))
                .map(Path::of)
                .toList();
    }

    static AnsibleInventory read(String name, Problems problems) throws IOException {
        InputFiles files = new InputFiles(ALL.resolve(name));
        AnsibleVault vault = new AnsibleVault(files, List.of(ALL.resolve("vault-password")));
        return AnsibleReader.read(files, sources(name), vault, problems);
    }

    @ParameterizedTest
    @MethodSource("names")
    void isListedAsAnsibleDoes(String name) throws IOException {
        Problems problems = new Problems();
        Listing listing = read(name, problems).listing();

        assertThat(problems.list()).isEmpty();
        assertThat(listing.json(UnaryOperator.identity()) + "\n")
                .isEqualTo(Files.readString(ALL.resolve(name + ".list.json")));
        assertThat(listing.graph("all").orElseThrow() + "\n")
                .isEqualTo(Files.readString(ALL.resolve(name + ".graph.txt")));
    }
}
