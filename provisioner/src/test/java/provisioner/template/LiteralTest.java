package provisioner.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import provisioner.source.Location;
import provisioner.source.Node;

/** What is written as a literal is rendered as it was. */
class LiteralTest {
    private static final List<String> PARTS = List.of(
            "$",
            "#",
            "\\",
            "[[",
            "]]",
            "]]#",
            "#[[",
            "#if",
            "(",
            ")",
            "{",
            "}",
            "##",
            "#*",
            "*#",
            "$x",
            "${x}",
            "$!x",
            "@",
            "a",
            " ",
            "\n",
            "\r\n",
            "\t",
            "!",
            "#end",
            "#set($a=1)",
            "1",
            "|",
            "'",
            "\"",
            ".",
            "ä",
            "#!/bin/sh\n",
            "# c\n",
            "#word ");

    private final Evaluator evaluator = new Evaluator(Map.of());

    private String rendered(String written) {
        Node.Scalar scalar = new Node.Scalar(Location.ofFile("f"), written, false, "");
        LazyScope scope = new LazyScope(LazyScope.empty(), evaluator);
        return evaluator.text(scalar, scope);
    }

    @Test
    void whatMeansNothingStaysAsItIs() {
        for (String text : List.of("", "a\n", "# a comment\n", "#!/bin/sh\necho a\n", "a #\n", "colour: #123\n")) {
            assertThat(Literal.of(text)).isEqualTo(text);
            assertThat(rendered(Literal.of(text))).isEqualTo(text);
        }
    }

    @Test
    void scriptsStayReadable() {
        assertThat(Literal.of("#!/bin/sh\necho $1 ${HOME}\n")).isEqualTo("#[[#!/bin/sh\necho $1 ${HOME}\n]]#");
    }

    @Test
    void anyTextIsRenderedAsItself() {
        Random random = new Random(20261127);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            String wanted = text.toString();
            assertThat(rendered(Literal.of(wanted))).as(Literal.of(wanted)).isEqualTo(wanted);
        }
    }
}
