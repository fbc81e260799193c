package provisioner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page for those on call says that verify says, verify says: every fixed part of it is in a string of the code. */
class OnCallTest {
    private static final Path SOURCES = Path.of("src/main/java/provisioner");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\|");
    private static final Pattern MESSAGE = Pattern.compile("`([^`]+)`");
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** What is put together when it is said. */
    private static final Pattern VARIABLE = Pattern.compile("…|→|: ");

    static List<String> messages() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs/on-call.md")))
                .results()
                .flatMap((MatchResult row) -> MESSAGE.matcher(row.group(1)).results())
                .map(message -> message.group(1))
                .toList();
    }

    /** All strings of the code. */
    private static String strings = "";

    @BeforeAll
    static void readTheCode() throws IOException {
        strings = strings();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void theCodeSaysIt(String message) {
        for (String part : VARIABLE.split(message)) {
            String fixed = part.strip().replaceFirst("[:,]$", "");
            assertThat(strings.contains(fixed))
                    .as("'%s' of '%s' is in the code", fixed, message)
                    .isTrue();
        }
    }

    private static String strings() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(OnCallTest::text)
                    // A message over several lines is one string.
                    .map(text -> text.replaceAll("\"\\s*\\+\\s*\"", ""))
                    .flatMap(text -> STRING.matcher(text).results())
                    .map(string -> string.group(1))
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
