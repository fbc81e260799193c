package provisioner.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;

/**
 * Builds nodes from the parser's events. Events, unlike the library's own nodes, still tell where an alias is. And
 * depth and size can be limited here before anything is built.
 */
final class EventReader {
    private static final int DEEPEST = 50;
    private static final int MOST_NODES = 200_000;
    private static final String STANDARD_TAG = "tag:yaml.org,2002:";

    /** Ends the reading of a file after a problem that it cannot recover from. The problem is recorded. */
    private static final class GiveUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GiveUp() {
            super("see the problems", null, false, false);
        }
    }

    private record Anchored(Node node, int size) {}

    private final Iterator<Event> events;
    private final String file;
    private final boolean lenient;
    private final Problems problems;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int size;

    /** @param lenient whether to take what other tools write: merge keys, a key twice, single values with any tag */
    EventReader(Iterator<Event> events, String file, boolean lenient, Problems problems) {
        this.events = events;
        this.lenient = lenient;
        this.file = file;
        this.problems = problems;
    }

    Optional<Node> document() {
        Optional<Node> document = Optional.empty();
        boolean started = false;
        try {
            while (events.hasNext()) {
                switch (events.next()) {
                    case StreamStartEvent start -> {}
                    case StreamEndEvent end -> {}
                    case DocumentEndEvent end -> {}
                    case DocumentStartEvent start -> {
                        if (started) {
                            String hint = "remove the second '---'";
                            throw giveUp(start, "a file must contain a single document", hint);
                        }
                        started = true;
                    }
                    case Event event -> document = Optional.of(node(event, 0));
                }
            }
        } catch (GiveUp e) {
            return Optional.empty();
        }
        if (!lenient && (document.isEmpty() || document.get() instanceof Node.Scalar s && s.isNull())) {
            problems.add(Location.ofFile(file), "the file is empty");
        }
        return document;
    }

    private Node node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw giveUp(event, "values must not be nested more than " + DEEPEST + " levels deep");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        count(event, 1);
        int before = size;
        Node node = switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent start -> sequence(start, depth);
            case MappingStartEvent start -> mapping(start, depth);
            default -> throw giveUp(event, "unexpected YAML: " + event);
        };
        if (event instanceof NodeEvent named) {
            named.getAnchor().ifPresent(a -> anchors.put(a.getValue(), new Anchored(node, 1 + size - before)));
        }
        return node;
    }

    /** The anchor's node. Counts its full size, so that aliases of aliases cannot grow without limit. */
    private Node alias(AliasEvent alias) {
        String name = alias.getAlias().getValue();
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw giveUp(alias, "unknown alias '*" + name + "'", "define it with '&" + name + "' further up");
        }
        count(alias, anchored.size);
        return anchored.node;
    }

    private void count(Event event, int nodes) {
        size += nodes;
        if (size > MOST_NODES) {
            throw giveUp(event, "a file must not contain more than " + MOST_NODES + " values");
        }
    }

    private Node.Scalar scalar(ScalarEvent event) {
        String tag = event.getTag().orElse("");
        boolean plain = event.isPlain();
        if (tag.equals(STANDARD_TAG + "str") || tag.equals("!")) {
            plain = false;
            tag = "";
        } else if (tag.startsWith(STANDARD_TAG)) {
            refuseTag(event, "!!" + tag.substring(STANDARD_TAG.length()));
            tag = "";
        }
        return new Node.Scalar(at(event), event.getValue(), plain, tag);
    }

    private void refuseTag(Event event, String tag) {
        problems.add(at(event), "unknown tag '" + tag + "'", "remove it; to make the value a string, put it in quotes");
    }

    private Node sequence(SequenceStartEvent start, int depth) {
        String tag = start.getTag().filter(t -> !t.equals(STANDARD_TAG + "seq")).orElse("");
        if (tag.startsWith(STANDARD_TAG) || depth == 0 && !tag.isEmpty()) {
            refuseTag(start, tag.replace(STANDARD_TAG, "!!"));
            tag = "";
        }
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new Node.Sequence(at(start), items, tag);
    }

    private Node mapping(MappingStartEvent start, int depth) {
        start.getTag().filter(t -> !t.equals(STANDARD_TAG + "map")).ifPresent(t -> refuseTag(start, t));
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            Node key = node(event, depth + 1);
            Location keyAt = at(event);
            Node value = node(events.next(), depth + 1);
            entry(key, keyAt, value, entries);
        }
        return new Node.Mapping(at(start), entries);
    }

    private void entry(Node key, Location at, Node value, SequencedMap<String, Node.Entry> entries) {
        if (lenient && key instanceof Node.Scalar name && name.tag().isEmpty()) {
            lenientEntry(name, at, value, entries);
            return;
        }
        if (!(key instanceof Node.Scalar name) || name.isNull() || !name.tag().isEmpty()) {
            if (key instanceof Node.Mapping braces
                    && braces.entries().size() == 1
                    && braces.entries().firstEntry().getValue().value() instanceof Node.Scalar nothing
                    && nothing.isNull()) {
                String variable = braces.entries().firstEntry().getKey();
                String message = "'{{ " + variable + " }}' is another tool's way to name a variable";
                problems.add(at, message, "write $" + variable.strip());
                return;
            }
            String hint = "put a value that begins with {, [ or ! in quotes";
            problems.add(
                    at,
                    "a key must be a string, found " + (key instanceof Node.Scalar s ? scalarKey(s) : key.kind()),
                    hint);
            return;
        }
        if (name.plain() && name.text().equals("<<")) {
            problems.add(at, "merge keys (<<) are not supported", "write out the keys, or put them in a variable");
            return;
        }
        Node.Entry first = entries.putIfAbsent(name.text(), new Node.Entry(at, name.text(), value));
        if (first != null) {
            problems.add(at, "duplicate key '" + name.text() + "', first at " + first.location());
        }
    }

    /** As in PyYAML: the last of two equal keys counts, and what is merged gives way to what is written. */
    private void lenientEntry(Node.Scalar key, Location at, Node value, SequencedMap<String, Node.Entry> entries) {
        if (!key.plain() || !key.text().equals("<<")) {
            entries.put(key.text(), new Node.Entry(at, key.text(), value));
            return;
        }
        List<Node> merged = value instanceof Node.Sequence several ? several.items() : List.of(value);
        for (Node one : merged) {
            if (one instanceof Node.Mapping mapping) {
                mapping.entries().forEach(entries::putIfAbsent);
            } else {
                problems.add(at, "'<<' must be followed by a mapping or a list of mappings, found " + one.kind());
            }
        }
    }

    private static String scalarKey(Node.Scalar key) {
        return key.isNull() ? key.kind() : "the tag " + key.tag();
    }

    private GiveUp giveUp(Event event, String message) {
        return giveUp(event, message, "");
    }

    private GiveUp giveUp(Event event, String message, String hint) {
        problems.add(at(event), message, hint);
        return new GiveUp();
    }

    private Location at(Event event) {
        return event.getStartMark()
                .map(m -> new Location(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(Location.ofFile(file));
    }
}
