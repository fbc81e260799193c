package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/** Every type has its cases and its page, and the page names the parameters that the type accepts, each with its type. */
final class ResourceTypesTest {
    private static final int FEWEST_CASES = 4;
    private static final Pattern PARAMETER = Pattern.compile(
            "\\| `([a-z0-9_]+)` \\| (?:string|integer|boolean|list|mapping)(?: or list)? \\|.*\\|.*\\|");

    static Stream<String> names() {
        return StandardTypes.all().names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyTypeHasCases(String name) {
        assertThat(GoldenCase.all().filter(c -> c.type().equals(name)))
                .as("src/test/resources/cases/" + name)
                .hasSizeGreaterThanOrEqualTo(FEWEST_CASES);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyTypeHasAPageThatNamesItsParameters(String name) throws IOException {
        Path page = Path.of("docs/resources", name + ".md");
        assertThat(page).exists();
        String text = Files.readString(page);
        Set<String> documented = text.lines()
                .map(PARAMETER::matcher)
                .filter(m -> m.matches())
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(accepted(name));
        assertThat(text).contains("\n## What it probes\n", "\n## Example\n");
    }

    /** A type asks for all its parameters, also where there are none. */
    private static Set<String> accepted(String name) {
        Problems problems = new Problems();
        Fields fields = new Fields(Node.Mapping.empty(Location.ofFile("none")), "nothing", problems);
        Inputs inputs = new CaseInputs(new LinkedHashMap<>(), new LinkedHashMap<>(), problems);
        StandardTypes.all().find(name).orElseThrow().parse(fields, inputs);
        return new TreeSet<>(fields.known());
    }
}
