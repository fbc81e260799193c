package provisioner.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Writes YAML that {@link YamlReader} reads back as the same values: strings, integers, booleans, lists, mappings, and what
 * carries a tag or comments.
 */
public final class YamlWriter {
    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setWidth(Integer.MAX_VALUE)
            .setDumpComments(true)
            .build();
    private static final String WORD = "[A-Za-z0-9_./@+-]*";

    /** Text that needs no quotes: words without any sign that means something in YAML, that begin with a letter or a slash. */
    private static final Pattern PLAIN =
            Pattern.compile("(?!(?:true|false|null)$)[A-Za-z/]" + WORD + "(?: [A-Za-z0-9/]" + WORD + ")*+");

    private static final String SIGNS = "!-~\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff";

    /** A line of a block scalar, without blanks at its end. */
    private static final String LINE = "[\\t ]*+[" + SIGNS + "](?:[\\t " + SIGNS + "]*[" + SIGNS + "])?";

    /** Text that is safe in a block scalar, whose first line must not be indented. Possessive, because there may be many lines. */
    private static final Pattern BLOCK = Pattern.compile("(?![\\t ])(?:" + LINE + "\\n+)++(?:" + LINE + ")?");

    private YamlWriter() {}

    /**
     * A string behind a local tag.
     *
     * @param tag with its exclamation mark: {@code !secret}
     */
    public record Tagged(String tag, String text) {}

    /** What is written without quotes, such as a number of any size, or {@code null}. */
    public record Plain(String text) {}

    /** @param comments lines that go before the value, without the number sign; a control character in them becomes a blank */
    public record Remarked(List<String> comments, Object value) {
        public Remarked {
            comments = List.copyOf(comments);
        }
    }

    /** @param values of the kinds that the class names, in the order to write them */
    public static String mapping(SequencedMap<String, ?> values) {
        return text(node(values));
    }

    /** A document of any kind that the class names. */
    public static String document(Object value) {
        return text(node(value));
    }

    private static String text(Node node) {
        Present present = new Present(SETTINGS);
        return present.emitToString(new Serialize(SETTINGS).serializeOne(node).iterator());
    }

    private static Node node(Object value) {
        return switch (value) {
            case Map<?, ?> map -> mappingNode(map);
            case List<?> list ->
                new SequenceNode(
                        Tag.SEQ,
                        list.stream().map(YamlWriter::node).toList(),
                        list.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
            case Boolean bool -> new ScalarNode(Tag.BOOL, bool.toString(), ScalarStyle.PLAIN);
            case Integer number -> new ScalarNode(Tag.INT, number.toString(), ScalarStyle.PLAIN);
            case Plain(String text) -> new ScalarNode(tag(text), text, ScalarStyle.PLAIN);
            case Tagged(String tag, String text) -> new ScalarNode(new Tag(tag), text, styleBehindTag(text));
            case Remarked(List<String> comments, Object inner) -> {
                Node node = node(inner);
                node.setBlockComments(comments.stream().map(YamlWriter::comment).toList());
                yield node;
            }
            default -> scalar(String.valueOf(value));
        };
    }

    private static Tag tag(String plain) {
        if (plain.equals("null")) {
            return Tag.NULL;
        }
        return plain.matches("-?[0-9]+") ? Tag.INT : Tag.FLOAT;
    }

    private static ScalarStyle styleBehindTag(String text) {
        if (PLAIN.matcher(text).matches()) {
            return ScalarStyle.PLAIN;
        }
        return BLOCK.matcher(text).matches() ? ScalarStyle.LITERAL : ScalarStyle.DOUBLE_QUOTED;
    }

    private static MappingNode mappingNode(Map<?, ?> values) {
        List<NodeTuple> entries = new ArrayList<>();
        values.forEach((key, value) -> entries.add(new NodeTuple(scalar(String.valueOf(key)), node(value))));
        return new MappingNode(Tag.MAP, entries, entries.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }

    private static CommentLine comment(String line) {
        String plain = line.replaceAll("[\\p{Cc}\\u2028\\u2029\\ufeff\\ufffe\\uffff]", " ");
        return new CommentLine(
                Optional.empty(), Optional.empty(), plain.isEmpty() ? "" : " " + plain, CommentType.BLOCK);
    }

    private static ScalarNode scalar(String text) {
        if (PLAIN.matcher(text).matches()) {
            return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
        }
        boolean block = BLOCK.matcher(text).matches();
        return new ScalarNode(Tag.STR, text, block ? ScalarStyle.LITERAL : ScalarStyle.DOUBLE_QUOTED);
    }
}
