package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.probe.ReplySections.Part;
import provisioner.state.Bytes;

class ReplySectionsTest {
    private static final String STREAM =
            "n0nce\nn0nce one\nfirst\nn0nc\n\nn0nce two\n\0\u00ff\nn0nce three\n\nn0nce .exit\n0";

    @Test
    void areWhatStandsBetweenTheMarksToTheByte() throws Exception {
        List<Part> parts = ReplySections.split(STREAM.getBytes(StandardCharsets.ISO_8859_1), "");
        assertThat(parts).extracting(Part::tag).containsExactly("one", "two", "three");
        assertThat(parts)
                .extracting(Part::bytes)
                .containsExactly(Bytes.utf8("first\nn0nc\n"), Bytes.of(new byte[] {0, (byte) 0xff}), Bytes.utf8(""));
    }

    @Test
    void areRefusedWhereverTheyAreCutOff() {
        byte[] stream = STREAM.getBytes(StandardCharsets.ISO_8859_1);
        for (int length = 0; length < stream.length; length++) {
            byte[] cut = Arrays.copyOf(stream, length);
            assertThatThrownBy(() -> ReplySections.split(cut, ""))
                    .as("%d bytes", length)
                    .isInstanceOf(ProbeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"n\nn .exit\n1", "n\nn .exit\n", "n\nn one\n\nn .exit\n00"})
    void aScriptThatDidNotEndWellIsNoAnswer(String stream) {
        assertThatThrownBy(() -> ReplySections.split(stream.getBytes(StandardCharsets.ISO_8859_1), "no such tool\n"))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("no such tool");
    }

    @Test
    void whatFailsBesideSomethingSlowFailsAll() throws Exception {
        Process shell = new ProcessBuilder("sh", "-s").start();
        try (var in = shell.outputWriter()) {
            in.write("pv_nonce=n\nemit() { cat; }\n" + ReplySections.BEGIN
                    + ReplySections.beside("say slow answer\n", "say other answer\nexit 3\n") + ReplySections.END);
        }
        byte[] stream = shell.getInputStream().readAllBytes();
        assertThatThrownBy(() -> ReplySections.split(stream, "it cannot be\n"))
                .isInstanceOf(ProbeException.class)
                .hasMessageContainingAll("3", "it cannot be");
    }
}
