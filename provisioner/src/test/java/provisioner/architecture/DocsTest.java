package provisioner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages lead to files that exist, and the index of the docs names code that exists. */
class DocsTest {
    /** Tests run in the module's directory. */
    private static final Path README = Path.of("../README.md");

    private static final Path INDEX = Path.of("docs/README.md");
    private static final Path SOURCES = Path.of("src/main/java/provisioner");

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)[^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([a-z]+/[A-Za-z/]*)`");

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(README),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFilesThatExist(Path page) throws IOException {
        assertThat(found(LINK, Files.readString(page)))
                .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }

    @Test
    void theIndexNamesCodeThatExists() throws IOException {
        String text = Files.readString(INDEX);
        List<String> named = found(CODE, text.substring(text.indexOf("## Where in the code")));
        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy(path -> assertThat(file(path)).exists());
    }

    /** A class, or with a slash at its end a package or another directory of the repository. */
    private static Path file(String path) {
        if (path.startsWith("provisioner/")) {
            return README.resolveSibling(path);
        }
        return SOURCES.resolve(path.endsWith("/") ? path : path + ".java");
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
