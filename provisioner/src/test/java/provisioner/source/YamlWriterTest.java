package provisioner.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
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
            "a \nb ");

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
}
