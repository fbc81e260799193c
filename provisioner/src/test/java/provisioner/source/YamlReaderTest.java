package provisioner.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    private Node read(String text) {
        return YamlReader.parse(text, "f.yml", problems).orElseThrow();
    }

    private List<String> problemsIn(String text) {
        Problems found = new Problems();
        assertThat(YamlReader.parse(text, "f.yml", found)).isEmpty();
        return found.list().stream().map(Problem::toString).toList();
    }

    private String problemWith(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("f.yml"), content);
        Problems found = new Problems();
        assertThat(YamlReader.read(new InputFiles(directory), file, found)).isEmpty();
        return found.list().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void locatesKeysAndValuesFromOneOn() {
        Node.Mapping mapping = (Node.Mapping) read("# a comment\na:\n  b: [x, 'y']\n");
        Node.Entry a = mapping.get("a").orElseThrow();
        assertThat(a.location()).hasToString("f.yml:2:1");
        Node.Entry b = ((Node.Mapping) a.value()).get("b").orElseThrow();
        assertThat(b.location()).hasToString("f.yml:3:3");
        assertThat(((Node.Sequence) b.value()).items())
                .containsExactly(
                        new Node.Scalar(new Location("f.yml", 3, 7), "x", true, ""),
                        new Node.Scalar(new Location("f.yml", 3, 10), "y", false, ""));
    }

    @Test
    void countsColumnsInCodePoints() {
        Node.Sequence list = (Node.Sequence) read("[😀, b]");
        assertThat(list.items().get(1).location()).hasToString("f.yml:1:5");
    }

    @ParameterizedTest
    @CsvSource({"0644", "3.10", "on", "yes", "1_000", "0x1f", "1e3"})
    void leavesTextsAsTheyAreWritten(String text) {
        Node.Scalar scalar = (Node.Scalar) read(text);
        assertThat(scalar.text()).isEqualTo(text);
        assertThat(Scalars.isInteger(scalar)).isFalse();
        assertThat(Scalars.isBool(scalar)).isFalse();
    }

    @Test
    void keepsLocalTags() {
        Node.Mapping mapping = (Node.Mapping) read("password: !env DB_PASSWORD");
        assertThat(mapping.get("password").orElseThrow().value())
                .isEqualTo(new Node.Scalar(new Location("f.yml", 1, 11), "DB_PASSWORD", true, "!env"));
    }

    @Test
    void takesAliases() {
        Node.Mapping mapping = (Node.Mapping) read("a: &x [1, 2]\nb: *x\n");
        assertThat(mapping.get("b").orElseThrow().value())
                .isSameAs(mapping.get("a").orElseThrow().value());
    }

    @Test
    void dropsAByteOrderMark() throws IOException {
        Path file = Files.writeString(directory.resolve("f.yml"), "\uFEFFa: 1");
        assertThat(YamlReader.read(new InputFiles(directory), file, problems)).isPresent();
    }

    @Test
    void boundsAliasesOfAliases() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*a" + (i - 1);
            laughs.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
        }
        assertThat(problemsIn(laughs.toString())).singleElement().asString().contains("more than 200000 values");
    }

    @Test
    void boundsDepth() {
        assertThat(problemsIn("[".repeat(100_000)))
                .containsExactly("f.yml:1:52: values must not be nested more than 50 levels deep");
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        assertThat(problemWith("a: 1\nb: ü\n".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("f.yml:2:4: a file must be UTF-8, found the byte 0xfc; save the file in UTF-8");
    }

    @Test
    void refusesTruncatedUtf8() throws IOException {
        assertThat(problemWith(new byte[] {'a', ':', ' ', (byte) 0xe2, (byte) 0x82}))
                .isEqualTo("f.yml:1:4: a file must be UTF-8, found the byte 0xe2; save the file in UTF-8");
    }

    @Test
    void refusesWhatIsTooLarge() throws IOException {
        assertThat(problemWith(new byte[(4 << 20) + 1])).isEqualTo("f.yml: it is larger than 4 MiB");
    }

    @Test
    void refusesDirectoriesAndMissingFiles() {
        InputFiles files = new InputFiles(directory.resolve(".."));
        YamlReader.read(files, directory, problems);
        YamlReader.read(files, directory.resolve("none.yml"), problems);
        YamlReader.read(files, directory.resolve("none.yml"), new Location("p.yml", 3, 4), problems);
        String name = directory.getFileName().toString();
        assertThat(problems.list().stream().map(Problem::toString))
                .containsExactlyInAnyOrder(
                        name + ": it is a directory, not a file",
                        name + "/none.yml: no such file",
                        "p.yml:3:4: cannot read " + name + "/none.yml: no such file; create it, or correct the name");
    }

    @Test
    void reportsBadYaml() {
        assertThat(problemsIn("")).containsExactly("f.yml: the file is empty");
        assertThat(problemsIn("# only a comment\n")).containsExactly("f.yml: the file is empty");
        assertThat(problemsIn("a: 1\n---\nb: 2\n"))
                .containsExactly("f.yml:2:1: a file must contain a single document; remove the second '---'");
        assertThat(problemsIn("a:\n\tb: 1\n"))
                .containsExactly("f.yml:2:1: indentation must not contain tabs; use spaces");
        assertThat(problemsIn("a:\n  b: 1\n \t c: 1\n"))
                .containsExactly("f.yml:3:2: indentation must not contain tabs; use spaces");
        assertThat(problemsIn("a: 1\nb: 2\na: 3\nb: 4\n"))
                .containsExactly(
                        "f.yml:3:1: duplicate key 'a', first at f.yml:1:1",
                        "f.yml:4:1: duplicate key 'b', first at f.yml:2:1");
        assertThat(problemsIn("a: *x"))
                .containsExactly("f.yml:1:4: unknown alias '*x'; define it with '&x' further up");
        assertThat(problemsIn("<<: {a: 1}"))
                .containsExactly("f.yml:1:1: merge keys (<<) are not supported;"
                        + " write out the keys, or put them in a variable");
        assertThat(problemsIn("{a: 1}: 2"))
                .containsExactly("f.yml:1:1: a key must be a string, found a mapping;"
                        + " put a value that begins with {, [ or ! in quotes");
        assertThat(problemsIn("a: !!binary aGk="))
                .containsExactly("f.yml:1:4: unknown tag '!!binary';"
                        + " remove it; to make the value a string, put it in quotes");
        assertThat(problemsIn("a: 'x"))
                .containsExactly("f.yml:1:4: not YAML: while scanning a quoted scalar,"
                        + " found unexpected end of stream; close the quote that begins here");
        assertThat(problemsIn("a: b\u0001c")).containsExactly("f.yml:1:5: the character U+0001 is not allowed in YAML");
        assertThat(problemsIn("a: b: c"))
                .singleElement()
                .asString()
                .contains("a value that contains ': ' needs quotes here; write \"b: c\"");
        assertThat(problemsIn("hosts: [web[01:50]]"))
                .containsExactly(
                        "f.yml:1:12: not YAML: a value that contains '[' needs quotes here; write \"web[01:50]\"");
    }

    @Test
    void readsSingleValuesForTheCommandLine() {
        Location at = Location.ofFile("-e");
        assertThat(YamlReader.scalar("80", at)).isEqualTo(new Node.Scalar(at, "80", true, ""));
        assertThat(YamlReader.scalar("'80'", at)).isEqualTo(new Node.Scalar(at, "80", false, ""));
        assertThat(YamlReader.scalar("a: b", at)).isEqualTo(new Node.Scalar(at, "a: b", false, ""));
        assertThat(YamlReader.scalar("", at)).isEqualTo(new Node.Scalar(at, "", false, ""));
        assertThat(YamlReader.scalar("[a", at)).isEqualTo(new Node.Scalar(at, "[a", false, ""));
    }
}
