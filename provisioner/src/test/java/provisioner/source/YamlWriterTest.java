package provisioner.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class YamlWriterTest {
    private static final List<String> NASTY = List.of(
            "plain",
            "",
            " ",
            "true",
            "null",
            "~",
            "0644",
            "a: b",
            "a #b",
            "# c",
            "'q'",
            "\"q\"",
            "- x",
            "*a",
            "&a",
            "!x",
            "%y",
            "@z",
            "`",
            "{a",
            "[b",
            "a\nb",
            "a\n",
            "\na",
            "a\n\n",
            " a\nb",
            "a\tb",
            "\t",
            "\ta\nb",
            "a\r\nb",
            "\u0001",
            "\u0085x",
            "\u2028",
            "\uFEFFx",
            "😀",
            "--- ",
            "...",
            "? x",
            "| x",
            "> x",
            "back\\slash",
            "long ".repeat(300),
            "a \nb ",
            "a:\n  b: c\n\n\td\n",
            "größe – 1\n€\n",
            "a\n\u00a0\n",
            "a\n# b\n--- c\n...\n");

    private static SequencedMap<String, String> written(SequencedMap<String, String> values) {
        Problems problems = new Problems();
        Node node =
                YamlReader.parse(YamlWriter.mapping(values), "f.yml", problems).orElseThrow();
        assertThat(problems.list()).isEmpty();
        SequencedMap<String, String> read = new LinkedHashMap<>();
        ((Node.Mapping) node).entries().forEach((key, entry) -> read.put(key, ((Node.Scalar) entry.value()).text()));
        return read;
    }

    @Test
    void theReaderFindsEveryTextAsItWas() {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        NASTY.forEach(text -> values.put("k" + values.size(), text));
        assertThat(written(values)).containsExactlyEntriesOf(values);
    }

    @Test
    void alsoTextsPutTogetherAtRandom() {
        Random random = new Random(20261121);
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(5); n >= 0; n--) {
                text.append(NASTY.get(random.nextInt(NASTY.size() - 3)));
            }
            values.put("k" + i, text.toString());
        }
        assertThat(written(values)).containsExactlyEntriesOf(values);
    }

    @Test
    void listsHaveTagsAndCommentsThatNobodyCanBreakOutOf() {
        SequencedMap<String, Object> step = new LinkedHashMap<>();
        step.put("name", "one");
        step.put("secret", new YamlWriter.Tagged("!secret", "a.b"));
        step.put("yes", true);
        step.put("number", 7);
        step.put("words", List.of("a", "true", "0644"));
        step.put("none", List.of());
        step.put("lines", "a:\n  b\n");
        String written = YamlWriter.document(new YamlWriter.Remarked(
                List.of("one", "two\n- evil: x\r- y\u2028", ""),
                List.of(
                        step,
                        new YamlWriter.Remarked(
                                List.of("three\n  x: y"), new LinkedHashMap<>(Map.of("name", "two"))))));
        assertThat(written).isEqualTo("""
                # one
                # two - evil: x - y\s
                #
                - name: one
                  secret: !secret 'a.b'
                  yes: true
                  number: 7
                  words:
                  - a
                  - "true"
                  - "0644"
                  none: []
                  lines: |
                    a:
                      b
                - # three   x: y
                  name: two
                """);
        Problems problems = new Problems();
        assertThat(YamlReader.parse(written, "f.yml", problems)).isPresent();
        assertThat(problems.list()).isEmpty();
    }
}
