package provisioner.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnquotedTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "web: {hosts: [web-[1:2]]}          | 19 | web-[1:2]",
                "hosts: [db-1, web-[01:20].example] | 19 | web-[01:20].example",
                "name: note: nginx is installed     | 11 | note: nginx is installed",
                "- name: a: b                       | 10 | a: b",
                "message: now: later: never         | 13 | now: later: never",
            })
    void writesTheWholeValueInQuotes(String line, int column, String value) {
        assertThat(UnquotedText.at("first: 1\n" + line.strip() + "\n", new Location("f.yml", 2, column)))
                .map(UnquotedText.Found::value)
                .contains('"' + value + '"');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[a, b | 7", // nothing is without quotes
                "key: \"a: b\": c | 13", // the quotes are there
                "    port: 443 | 9", // the indentation is wrong
                "a: [b | 3",
            })
    void leavesOtherMistakesAlone(String line, int column) {
        assertThat(UnquotedText.at(line, new Location("f.yml", 1, column))).isEmpty();
    }

    @Test
    void aLineThatIsNotThereHasNoValue() {
        assertThat(UnquotedText.at("", new Location("f.yml", 3, 1))).isEmpty();
    }
}
