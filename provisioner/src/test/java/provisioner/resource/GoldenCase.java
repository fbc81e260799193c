package provisioner.resource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/**
 * One file of {@code src/test/resources/cases/TYPE/}: parameters, the user's files, what a host answers, and what must
 * come of it. The part from the line {@code expect:} on is compared as text, so that a person can read and review it.
 *
 * @param given everything above {@code expect:}, which {@code source} has as text
 * @param expected the lines below it
 */
record GoldenCase(String type, String name, Path file, Fields given, String source, String expected) {
    private static final Path ROOT = Path.of("src/test/resources/cases");
    private static final String EXPECT = "expect:\n";

    static Stream<GoldenCase> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> cases =
                    files.filter(f -> f.toString().endsWith(".yml")).sorted().toList();
            return cases.stream().map(GoldenCase::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenCase read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int at = text.startsWith(EXPECT) ? 0 : text.indexOf("\n" + EXPECT) + 1;
        boolean expects = text.startsWith(EXPECT, at) && (at > 0 || text.startsWith(EXPECT));
        String given = expects ? text.substring(0, at) : text;
        String expected = expects ? text.substring(at + EXPECT.length()) : "";
        Problems problems = new Problems();
        Node node = YamlReader.parse(
                        CaseCertificate.filledIn(given), file.getFileName().toString(), problems)
                .orElseThrow(() -> broken(problems));
        Fields fields = Fields.of(node, "a case", problems);
        String type = file.getName(file.getNameCount() - 2).toString();
        return new GoldenCase(type, file.getFileName().toString(), file, fields, given, expected);
    }

    /** What is expected under a key, where that has the form of what is given. */
    Optional<Node.Mapping> expected(String key) {
        int at = ("\n" + expected).indexOf("\n  " + key + ":");
        if (at < 0) {
            return Optional.empty();
        }
        Problems problems = new Problems();
        String text = CaseCertificate.filledIn(expected.substring(at));
        Node.Mapping parsed =
                (Node.Mapping) YamlReader.parse(text, name, problems).orElseThrow(() -> broken(problems));
        return parsed.get(key)
                .map(Node.Entry::value)
                .filter(Node.Mapping.class::isInstance)
                .map(Node.Mapping.class::cast);
    }

    private static IllegalArgumentException broken(Problems problems) {
        return new IllegalArgumentException(problems.list().toString());
    }

    /** Replaces what is expected, for review in the version control's diff. */
    void rewrite(String actual) {
        try {
            Files.writeString(file, source + (source.endsWith("\n") ? "" : "\n") + EXPECT + actual);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where the file has keys that nobody reads. */
    void checkRead() {
        given.done();
        if (!given.problems().isEmpty()) {
            throw broken(given.problems());
        }
    }

    @Override
    public String toString() {
        return type + "/" + name;
    }
}
