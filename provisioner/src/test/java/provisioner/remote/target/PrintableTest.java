package provisioner.remote.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableTest {
    private static String text(String raw) {
        return Printable.text(raw.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void escapeSequencesAndHiddenCharactersBecomeVisible() {
        assertThat(text("\u001b[31mred\u001b[0m\u0007")).isEqualTo("\uFFFD[31mred\uFFFD[0m\uFFFD");
        assertThat(text("a\u202Eb\u200Bc\u2028d\u009b")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFD");
        assertThat(text("10%\r20%\r\nend\tü €")).isEqualTo("10%\uFFFD20%\nend\tü €");
        assertThat(Printable.text(new byte[] {'a', (byte) 0xff})).isEqualTo("a\uFFFD");
    }

    @Test
    void lineIsOneLine() {
        assertThat(Printable.line(" a\nb\tc\r ")).isEqualTo("a b c\uFFFD");
    }
}
