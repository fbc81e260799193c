package provisioner.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
