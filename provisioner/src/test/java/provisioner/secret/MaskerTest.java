package provisioner.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskerTest {
    private final Masker masker = masker("s3cret/+ word", "s3cret", "first line\nsecond line");

    private static Masker masker(String... secrets) {
        return Masker.of(Stream.of(secrets).map(Secret::new).toList());
    }

    @Test
    void masksEveryFormInWhichASecretTravels() {
        String encoded = Base64.getEncoder().encodeToString("s3cret/+ word".getBytes());
        assertThat(masker.mask("a s3cret/+ word b")).isEqualTo("a ******** b");
        assertThat(masker.mask("pw=s3cret%2F%2B+word")).isEqualTo("pw=********");
        assertThat(masker.mask("data " + encoded)).isEqualTo("data ********");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p%C3%A4%2F%3F%26%3C%22%27+x",
                "p%C3%A4%2F%3F%26%3C%22%27%20x",
                "p%c3%a4%2f%3f%26%3c%22%27%20x",
                "pä/?&<\\\"' x",
                "p\\u00E4\\/?&<\\\"' x",
                "p\\u00e4/?&<\\\"' x",
                "pä/?&amp;&lt;\"' x",
                "pä/?&amp;&lt;&quot;&apos; x",
                "pä/?&amp;&lt;&#34;&#39; x",
                "pä/?&<\"'\\'' x",
                "cMOkLz8mPCInIHg",
                "cMOkLz8mPCInIHg="
            })
    void masksWhatItIsInUrlsJsonXmlAndQuotes(String form) {
        assertThat(masker("pä/?&<\"' x").mask("a=" + form + "."))
                .startsWith("a=********")
                .hasSizeLessThan(13);
    }

    @Test
    void masksWhatIsLeftWhereControlCharactersWereReplaced() {
        Masker one = masker("a\u001bb\tc\u200dd");
        assertThat(one.mask("a\uFFFDb\tc\uFFFDd")).isEqualTo("********");
        assertThat(one.mask("a\uFFFDb c\uFFFDd")).isEqualTo("********");
    }

    @Test
    void masksSecretsThatOverlapTogether() {
        assertThat(masker("abcdef", "defghi").mask("x abcdefghi y")).isEqualTo("x ******** y");
        assertThat(masker("aba").mask("xababax")).isEqualTo("x********x");
    }

    @Test
    void aShortLineOfASecretIsNoSecret() {
        assertThat(masker("{\n key: abcd\n}").mask("{ } key: abcd")).isEqualTo("{ } ********");
    }

    @Test
    void masksASecretWithinWhatIsEncoded() {
        for (String before : List.of("", "u", "us", "use")) {
            String encoded = Base64.getEncoder().encodeToString((before + "s3cret/+ word" + "@host").getBytes());
            assertThat(masker.mask(encoded)).as(before).contains("********").hasSizeLessThan(8 + 4 + 12 + 1);
        }
    }

    @Test
    void masksALongSecretAsAWholeBeforeTheShorterOneInIt() {
        assertThat(masker.mask("s3cret/+ word, s3cret")).isEqualTo("********, ********");
    }

    @Test
    void masksTheLinesOfASecretOfSeveralLines() {
        assertThat(masker.mask("second line")).isEqualTo("********");
    }

    @Test
    void anEmptySecretMasksNothing() {
        assertThat(masker("", " ").mask("a b")).isEqualTo("a b");
        assertThat(masker("").isSensitive("a")).isFalse();
    }
}
