package provisioner.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Writes YAML that {@link YamlReader} reads back as the same strings. */
public final class YamlWriter {
    private static final DumpSettings SETTINGS =
            DumpSettings.builder().setWidth(Integer.MAX_VALUE).build();
    private static final Pattern WORD = Pattern.compile("(?!(?:true|false|null)$)[A-Za-z][A-Za-z0-9_./@+-]*");

    /** Text that is safe in a block scalar. Possessive, because there may be many lines. */
    private static final Pattern BLOCK = Pattern.compile("(?:[!-~](?:[ -~]*[!-~])?\n+)++(?:[!-~](?:[ -~]*[!-~])?)?");

    private YamlWriter() {}

    /** @param values strings, or mappings of the same kind, in the order to write them */
    public static String mapping(SequencedMap<String, ?> values) {
        Present present = new Present(SETTINGS);
        return present.emitToString(
                new Serialize(SETTINGS).serializeOne(node(values)).iterator());
    }

    private static MappingNode node(Map<?, ?> values) {
        List<NodeTuple> entries = new ArrayList<>();
        values.forEach((key, value) -> entries.add(new NodeTuple(
                scalar(String.valueOf(key)),
                value instanceof Map<?, ?> nested ? node(nested) : scalar(String.valueOf(value)))));
        return new MappingNode(Tag.MAP, entries, entries.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }

    private static ScalarNode scalar(String text) {
        if (WORD.matcher(text).matches()) {
            return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
        }
        boolean block = BLOCK.matcher(text).matches();
        return new ScalarNode(Tag.STR, text, block ? ScalarStyle.LITERAL : ScalarStyle.DOUBLE_QUOTED);
    }
}
