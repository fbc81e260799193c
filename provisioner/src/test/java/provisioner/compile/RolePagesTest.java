package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every shipped role has a page: what it sets up, its parameters and their types, what it verifies, what it leaves to the user. */
final class RolePagesTest {
    private static final Path ROLES = Path.of("../playbooks/roles");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (string|integer|boolean|list|mapping) \\|");

    static List<String> roles() throws IOException {
        try (Stream<Path> roles = Files.list(ROLES)) {
            return roles.map(role -> role.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void everyRoleHasAPageThatNamesItsParameters(String role) throws IOException {
        Path page = Path.of("docs/roles", role + ".md");
        assertThat(page).exists();
        String text = Files.readString(page);
        assertThat(text).startsWith("# Role `" + role + "`\n");
        assertThat(text).contains("\n## What it sets up\n", "\n## What it verifies\n", "\n## What it leaves to you\n");
        assertThat(documented(text))
                .as("parameters in the table of %s, with their types", page)
                .isEqualTo(parameters(role));
    }

    /** What differs between releases is as much a part of the page as a parameter is. */
    @ParameterizedTest
    @MethodSource("roles")
    void thePageSaysWhatDiffersBetweenReleases(String role) throws IOException {
        String page = Files.readString(Path.of("docs/roles", role + ".md"));
        if (!(fields(role).get("versions") instanceof Map<?, ?> versions)) {
            assertThat(page).doesNotContain("\n## Releases\n");
            return;
        }
        assertThat(page).contains("\n## Releases\n");
        String section = page.substring(page.indexOf("\n## Releases\n"), page.indexOf("\n## What it verifies\n"));
        versions.forEach((release, row) -> {
            assertThat(section).contains("`" + release + "`");
            ((Map<?, ?>) row).keySet().forEach(name -> assertThat(section).contains("`" + name + "`"));
        });
    }

    /** A role that knows fewer releases than the others would be found out by the first host that has it. */
    @ParameterizedTest
    @MethodSource("roles")
    void allRolesKnowTheSameReleases(String role) throws IOException {
        if (fields(role).get("versions") instanceof Map<?, ?> versions) {
            assertThat(versions.keySet())
                    .isEqualTo(
                            ((Map<?, ?>) Objects.requireNonNull(fields("base").get("versions"))).keySet());
        }
    }

    private static Map<String, String> documented(String page) {
        return ROW.matcher(page).results().collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    }

    private static Map<String, String> parameters(String role) throws IOException {
        Map<String, String> types = new HashMap<>();
        if (fields(role).get("parameters") instanceof Map<?, ?> parameters) {
            parameters.forEach((name, field) -> types.put((String) name, type((Map<?, ?>) field)));
        }
        return types;
    }

    private static Map<?, ?> fields(String role) throws IOException {
        // Tags such as !secret may stand at defaults, which do not matter here.
        String yaml = Files.readString(ROLES.resolve(role).resolve("role.yml")).replaceAll(": ![a-z]+", ":");
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    private static String type(Map<?, ?> parameter) {
        String type = String.valueOf(parameter.get("type"));
        return type.equals("map") ? "mapping" : type;
    }
}
