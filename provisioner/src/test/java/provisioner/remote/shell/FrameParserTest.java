package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.shell.FrameParser.MalformedReply;

class FrameParserTest {
    private static final String NONCE = "0123456789abcdef0123456789abcdef";

    private static List<Frame> parse(String text) throws MalformedReply {
        return feed(new FrameParser(NONCE, 1 << 20), text);
    }

    private static List<Frame> feed(FrameParser parser, String text) throws MalformedReply {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return parser.feed(bytes, bytes.length);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void framesAreLinesWithTheNonceAndAllElseIsNoise() throws Exception {
        byte[] bytes = {0, 10, 13, (byte) 0xff};
        assertThat(parse("Welcome!\n\n" + NONCE + " a =some text: =\nx" + NONCE + " b =no\n" + NONCE + " c :"
                        + base64(bytes) + ".\n0123\n" + NONCE + "\n" + NONCE + " d =\n" + NONCE + " e :.\n"))
                .containsExactly(
                        new Frame("a", "some text: =".getBytes(StandardCharsets.UTF_8)),
                        new Frame("c", bytes),
                        new Frame("d", new byte[0]),
                        new Frame("e", new byte[0]));
    }

    @Test
    void anotherNonceIsNoise() throws Exception {
        assertThat(parse(NONCE.replace('f', 'e') + " a =no\n" + NONCE.toUpperCase(java.util.Locale.ROOT) + " a =no\n"))
                .isEmpty();
    }

    @Test
    void frameThatHasNotEndedIsNotYetOne() throws Exception {
        FrameParser parser = new FrameParser(NONCE, 1000);
        assertThat(feed(parser, NONCE + " a =half")).isEmpty();
        assertThat(feed(parser, " and half\n")).extracting(Frame::text).containsExactly("half and half");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void piecesDoNotMatter(long seed) throws Exception {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<Frame> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] payload = new byte[random.nextInt(300)];
            random.nextBytes(payload);
            expected.add(new Frame("t" + i, payload));
            text.append("noise ").append(NONCE, 0, random.nextInt(32)).append('\n');
            text.append(NONCE)
                    .append(" t")
                    .append(i)
                    .append(" :")
                    .append(base64(payload))
                    .append(".\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        FrameParser parser = new FrameParser(NONCE, bytes.length);
        List<Frame> found = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(50));
            found.addAll(parser.feed(Arrays.copyOfRange(bytes, at, at + length), length));
            at += length;
        }
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " a :AAAA", // no dot: cut off
                " a :AAA!.", // not base64
                " a :AAAAA.", // impossible length
                " a :AA\rAA.",
                " a :",
                " a ;AAAA.", // unknown kind
                " a", // no payload
                "  =x", // no tag
                " \u001b[2J =x", // a tag that would clear the screen
                " \u00e4 =x"
            })
    void brokenFrameIsAnErrorThatRepeatsNothingOfIt(String rest) {
        assertThatThrownBy(() -> parse(NONCE + rest + "\n"))
                .isInstanceOf(MalformedReply.class)
                .message()
                .startsWith("sent a frame")
                .doesNotContain("\u001b");
    }

    @Test
    void endlessLineEndsAtTheBudgetWhetherFrameOrNoise() {
        for (String start : List.of(NONCE + " a =", "noise", NONCE + " a :", "")) {
            FrameParser parser = new FrameParser(NONCE, 1 << 20);
            byte[] chunk = new byte[64 << 10];
            Arrays.fill(chunk, (byte) 'A');
            assertThatThrownBy(() -> {
                        feed(parser, start);
                        for (int i = 0; i < 17; i++) {
                            parser.feed(chunk, chunk.length);
                        }
                    })
                    .isInstanceOf(MalformedReply.class)
                    .hasMessage("answered with more than 1 MiB");
        }
    }

    @Test
    void manyShortLinesCountToo() {
        FrameParser parser = new FrameParser(NONCE, 100);
        assertThatThrownBy(() -> feed(parser, "\n".repeat(101))).isInstanceOf(MalformedReply.class);
    }

    @Test
    void framesWithNothingInThemCountToo() {
        FrameParser parser = new FrameParser(NONCE, 1 << 20);
        assertThatThrownBy(() -> feed(parser, (NONCE + " a =\n").repeat(10_000)))
                .isInstanceOf(MalformedReply.class)
                .hasMessage("answered with 10000 frames and no end");
    }

    @Test
    void eachReplyHasTheWholeBudget() throws Exception {
        FrameParser parser = new FrameParser(NONCE, 100);
        for (int i = 0; i < 10; i++) {
            parser.renew();
            assertThat(feed(parser, NONCE + " a =" + "x".repeat(50) + "\n")).hasSize(1);
        }
    }
}
