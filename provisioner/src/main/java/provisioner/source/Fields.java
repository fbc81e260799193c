package provisioner.source;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * Typed access to the values of a mapping. Templates in them are rendered already.
 *
 * <p>Every getter marks its key as known. {@link #done()} then reports all unknown keys. A getter that finds a problem
 * records it and returns a harmless value ("", 0 or nothing), so that the reader can continue and find more problems.
 * Nobody may use the result if {@link Problems} is not empty.
 */
public final class Fields {
    private final Node.Mapping mapping;
    private final String what;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param what what the mapping describes, with its article, for messages: "a package" */
    public Fields(Node.Mapping mapping, String what, Problems problems) {
        this.mapping = mapping;
        this.what = what;
        this.problems = problems;
    }

    /**
     * The fields of a node that must be a mapping; those of an empty mapping after a problem.
     *
     * @param what what the mapping describes, with its article, for messages
     */
    public static Fields of(Node node, String what, Problems problems) {
        if (node instanceof Node.Mapping mapping) {
            return new Fields(mapping, what, problems);
        }
        problems.add(
                node.location(), what + " must be a mapping, found " + Scalars.describe(node), Scalars.unlisted(node));
        return new Fields(Node.Mapping.empty(node.location()), what, problems);
    }

    public Problems problems() {
        return problems;
    }

    public Location location() {
        return mapping.location();
    }

    /** The location of the key's value, or of the mapping if it has no such key. */
    public Location at(String key) {
        Node.Entry entry = mapping.entries().get(key);
        return entry == null ? mapping.location() : entry.value().location();
    }

    /** The location of the key, or of the mapping if it has no such key. */
    public Location keyAt(String key) {
        Node.Entry entry = mapping.entries().get(key);
        return entry == null ? mapping.location() : entry.location();
    }

    public boolean has(String key) {
        ask(key, Shape.Simple.ANY);
        return mapping.entries().containsKey(key);
    }

    /** The value as it is; empty without the key. */
    public Optional<Node> node(String key) {
        ask(key, Shape.Simple.ANY);
        return Optional.ofNullable(mapping.entries().get(key)).map(Node.Entry::value);
    }

    /** A required string that must not be empty; "" after a problem. */
    public String string(String key) {
        Optional<String> text = optionalString(key);
        if (text.isEmpty() && !mapping.entries().containsKey(key)) {
            require(key);
        }
        if (text.filter(String::isEmpty).isPresent()) {
            problems.add(at(key), "'" + key + "' must not be empty");
        }
        return text.orElse("");
    }

    /** A string, which may be empty. Numbers and {@code true} are strings too, as they are written. */
    public Optional<String> optionalString(String key) {
        return scalar(key, "a string", Shape.Simple.TEXT).map(Node.Scalar::text);
    }

    /** {@code true} or {@code false}, without quotes. */
    public boolean bool(String key, boolean otherwise) {
        return optionalBool(key).orElse(otherwise);
    }

    public Optional<Boolean> optionalBool(String key) {
        return parsed(key, Shape.Simple.BOOLEAN, Scalars::bool);
    }

    /** A required integer; {@code least} after a problem. */
    public int integer(String key, int least, int most) {
        if (!has(key)) {
            require(key);
        }
        return optionalInteger(key, least, most).orElse(least);
    }

    /** An integer from {@code least} to {@code most}, both included. */
    public OptionalInt optionalInteger(String key, int least, int most) {
        return number(
                parsed(key, new Shape.Whole(least, most), (s, what, p) -> Scalars.integer(s, what, least, most, p)));
    }

    /** A file's permission bits, 0 to 07777, from octal digits: {@code 0644}, {@code "0644"}, {@code 644}. */
    public OptionalInt mode(String key) {
        return number(parsed(key, Shape.Simple.MODE, Scalars::mode));
    }

    /** A duration: {@code 30s}, {@code 5m}, {@code 1h}, {@code 2d}. A number alone means seconds. */
    public Optional<Duration> duration(String key) {
        return parsed(key, Shape.Simple.DURATION, Scalars::duration);
    }

    /** A constant of an enum, written in lower case; {@code otherwise} without the key or after a problem. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type, E otherwise) {
        return oneOf(key, type, otherwise, Map.of());
    }

    /** @param instead what to do in place of a word that people expect here and that is none */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type, E otherwise, Map<String, String> instead) {
        return optionalOneOf(key, type, instead).orElse(otherwise);
    }

    public <E extends Enum<E>> Optional<E> optionalOneOf(String key, Class<E> type) {
        return optionalOneOf(key, type, Map.of());
    }

    private <E extends Enum<E>> Optional<E> optionalOneOf(String key, Class<E> type, Map<String, String> instead) {
        SequencedMap<String, E> words = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(e -> words.put(word(e), e));
        return parsed(key, new Shape.OneOf(List.copyOf(words.keySet())), (scalar, what, p) -> {
            E found = words.get(scalar.text());
            if (found == null) {
                String expected = what + " must be " + either(words.keySet());
                String hint = instead.getOrDefault(
                        scalar.text(),
                        Problems.near(scalar.text(), words.keySet()).orElse(""));
                p.add(scalar.location(), expected + ", found '" + scalar.text() + "'", hint);
            }
            return Optional.ofNullable(found);
        });
    }

    /** The items of a list; empty without the key. */
    public List<Node> list(String key) {
        ask(key, Shape.Simple.LIST);
        return node(key).map(node -> asList(key, node)).orElse(List.of());
    }

    /** A list of strings, or a single string; empty without the key. */
    public List<String> stringList(String key) {
        return scalars(key).stream().map(Node.Scalar::text).toList();
    }

    /** As {@link #stringList}, with the locations of the strings. */
    public List<Node.Scalar> scalars(String key) {
        ask(key, Shape.Simple.TEXTS);
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof Node.Sequence tagged && !tagged.tag().isEmpty()) {
            Scalars.refuseTag(tagged.location(), "'" + key + "'", tagged.tag(), problems);
            return List.of();
        }
        if (node.get() instanceof Node.Mapping) {
            wrongType(node.get(), key, "a string or a list of strings");
            return List.of();
        }
        List<Node> items = node.get() instanceof Node.Sequence sequence ? sequence.items() : List.of(node.get());
        return items.stream()
                .flatMap(item -> Scalars.nonEmpty(item, "an item of '" + key + "'", problems).stream())
                .toList();
    }

    /**
     * The words of a value: a string of words separated by spaces or commas, or a list of such strings or lists. Empty
     * without the key or for a blank string, as a template gives for a group without hosts.
     */
    public List<Node.Scalar> words(String key) {
        ask(key, Shape.Simple.WORDS);
        return node(key)
                .map(node -> Scalars.words(node, "'" + key + "'", problems))
                .orElse(List.of());
    }

    /** The fields of a nested mapping; empty without the key or after a problem. */
    public Optional<Fields> fields(String key, String nested) {
        return mapping(key).map(m -> new Fields(m, nested, problems));
    }

    /** A nested mapping; empty without the key or after a problem. */
    public Optional<Node.Mapping> mapping(String key) {
        ask(key, Shape.Simple.MAPPING);
        return node(key).flatMap(node -> {
            if (node instanceof Node.Mapping nested) {
                return Optional.of(nested);
            }
            problems.add(
                    node.location(),
                    "'" + key + "' must be a mapping, found " + Scalars.describe(node),
                    Scalars.unlisted(node));
            return Optional.empty();
        });
    }

    /** A mapping of keys to strings, in the order of the file; empty without the key. */
    public SequencedMap<String, String> stringMap(String key) {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        mapping(key)
                .ifPresent(nested -> nested.entries()
                        .forEach((name, entry) -> Scalars.single(entry.value(), "'" + name + "'", "a string", problems)
                                .ifPresent(s -> texts.put(name, s.text()))));
        return texts;
    }

    /** Reports a problem with the value of a key. */
    public void refuse(String key, String message, String hint) {
        problems.add(at(key), message, hint);
    }

    /** Reports a problem if more than one of these keys is given. */
    public void atMostOne(String... keys) {
        List<String> given = Arrays.stream(keys).filter(this::has).toList();
        if (given.size() > 1) {
            problems.add(
                    keyAt(given.get(1)), "'" + given.get(1) + "' conflicts with '" + given.get(0) + "'", "keep one");
        }
    }

    /** The keys that getters have read so far. */
    public Set<String> known() {
        return Set.copyOf(known);
    }

    /** Reports the keys that no getter has read. Call it after the last getter. */
    public void done() {
        mapping.entries().values().stream()
                .filter(entry -> !known.contains(entry.key()))
                .forEach(this::unknown);
    }

    private void unknown(Node.Entry entry) {
        String message = "unknown key '" + entry.key() + "'";
        if (entry.key().equals("state") && known.contains("absent")) {
            boolean absent =
                    entry.value() instanceof Node.Scalar state && state.text().equals("absent");
            String remove = "remove it: " + what + " makes sure of it, unless 'absent: true' is set";
            problems.add(entry.location(), message, absent ? "write 'absent: true'" : remove);
            return;
        }
        String guess = Problems.didYouMean(entry.key(), unused());
        problems.add(entry.location(), message, guess.replaceFirst("^" + Problems.KNOWN, "the other keys are: "));
    }

    private Collection<String> unused() {
        Set<String> unused = new TreeSet<>(known);
        unused.removeAll(mapping.entries().keySet());
        return unused;
    }

    /** Reports that a key is missing, where the message must say more than that. */
    public void missing(String key, String message, String hint) {
        ask(key, Shape.Simple.REQUIRED);
        problems.add(mapping.location(), message, hint);
    }

    private void require(String key) {
        missing(key, what + " needs '" + key + "'", "");
    }

    private void ask(String key, Shape shape) {
        known.add(key);
        problems.asked(mapping, key, shape);
    }

    private List<Node> asList(String key, Node node) {
        if (node instanceof Node.Sequence sequence) {
            if (!sequence.tag().isEmpty()) {
                Scalars.refuseTag(sequence.location(), "'" + key + "'", sequence.tag(), problems);
            }
            return sequence.items();
        }
        wrongType(node, key, "a list");
        return List.of();
    }

    private Optional<Node.Scalar> scalar(String key, String expected, Shape shape) {
        ask(key, shape);
        return node(key).flatMap(node -> Scalars.single(node, "'" + key + "'", expected, problems));
    }

    private interface ScalarParser<T> {
        Optional<T> parse(Node.Scalar scalar, String what, Problems problems);
    }

    private <T> Optional<T> parsed(String key, Shape shape, ScalarParser<T> parser) {
        return scalar(key, "a single value", shape).flatMap(s -> parser.parse(s, "'" + key + "'", problems));
    }

    private static OptionalInt number(Optional<Integer> number) {
        return number.stream().mapToInt(Integer::intValue).findFirst();
    }

    private void wrongType(Node node, String key, String expected) {
        problems.add(node.location(), "'" + key + "' must be " + expected + ", found " + Scalars.describe(node));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** {@code a, b or c}. */
    private static String either(Collection<String> words) {
        String all = String.join(", ", words);
        int last = all.lastIndexOf(", ");
        return last < 0 ? all : all.substring(0, last) + " or " + all.substring(last + 2);
    }
}
