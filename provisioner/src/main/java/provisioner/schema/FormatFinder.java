package provisioner.schema;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiConsumer;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.Shape;

/**
 * Finds the format of a mapping by letting its reader read specimens. A reader asks for every key, whatever the mapping has. Where it
 * asks for a list or a mapping, the next specimen has one, so that the reader goes on into it.
 *
 * <p>A specimen's locations are paths into it, such as {@code /groups/*}. So a question tells which mapping it is about.
 */
final class FormatFinder {
    private static final int DEEPEST = 6;

    private final BiConsumer<Node.Mapping, Problems> reader;
    private final SequencedMap<String, SequencedMap<String, Set<Shape>>> asked = new LinkedHashMap<>();

    private FormatFinder(BiConsumer<Node.Mapping, Problems> reader) {
        this.reader = reader;
    }

    /** @param reader reads a mapping from {@code Fields} with these problems, which are of no interest */
    static Format find(BiConsumer<Node.Mapping, Problems> reader) {
        FormatFinder finder = new FormatFinder(reader);
        Set<String> grown = new LinkedHashSet<>();
        for (int depth = 0; depth < DEEPEST; depth++) {
            finder.read(new Specimen(grown), finder.asked);
            finder.asked.forEach((path, keys) -> keys.forEach((key, shapes) -> {
                if (shapes.contains(Shape.Simple.MAPPING)) {
                    grown.add(Specimen.named(path, key));
                } else if (shapes.contains(Shape.Simple.LIST)) {
                    grown.add(Specimen.listed(path, key));
                }
            }));
        }
        return finder.format("").orElseGet(() -> new Format(new LinkedHashMap<>()));
    }

    private void read(Specimen specimen, SequencedMap<String, SequencedMap<String, Set<Shape>>> into) {
        Problems problems = new Problems(
                (mapping, key, shape) -> into.computeIfAbsent(mapping.location().file(), path -> new LinkedHashMap<>())
                        .computeIfAbsent(key, k -> new HashSet<>())
                        .add(shape));
        reader.accept(specimen.root(), problems);
    }

    private Optional<Format> format(String path) {
        SequencedMap<String, Set<Shape>> keys = asked.get(path);
        if (keys == null) {
            return Optional.empty();
        }
        Set<String> required = required(path, keys);
        SequencedMap<String, Format.Key> found = new LinkedHashMap<>();
        keys.forEach((key, shapes) -> found.put(
                key,
                new Format.Key(
                        values(shapes),
                        required.contains(key),
                        format(Specimen.at(path, key)),
                        format(Specimen.each(path, key)),
                        format(Specimen.item(path, key)))));
        return Optional.of(new Format(found));
    }

    private static Set<Shape> values(Set<Shape> shapes) {
        Set<Shape> values = new HashSet<>(shapes);
        values.removeAll(EnumSet.of(Shape.Simple.ANY, Shape.Simple.REQUIRED));
        return values;
    }

    /** What is asked for as required with nothing else there, and with each of the other keys there. */
    private Set<String> required(String path, SequencedMap<String, Set<Shape>> keys) {
        Set<String> required = new LinkedHashSet<>();
        keys.forEach((key, shapes) -> {
            if (shapes.contains(Shape.Simple.REQUIRED)) {
                required.add(key);
            }
        });
        keys.forEach((key, shapes) -> values(shapes).stream()
                .flatMap(shape -> samples(shape).stream())
                .takeWhile(sample -> !required.isEmpty())
                .forEach(sample -> required.retainAll(withKey(path, key, sample))));
        return required;
    }

    /** The keys that are required beside this one, and itself. */
    private Set<String> withKey(String path, String key, String sample) {
        SequencedMap<String, SequencedMap<String, Set<Shape>>> answers = new LinkedHashMap<>();
        read(new Specimen(Specimen.towards(path)).with(path, key, sample), answers);
        Set<String> required = new HashSet<>(Set.of(key));
        answers.getOrDefault(path, new LinkedHashMap<>()).forEach((asked, shapes) -> {
            if (shapes.contains(Shape.Simple.REQUIRED)) {
                required.add(asked);
            }
        });
        return required;
    }

    private static List<String> samples(Shape shape) {
        return switch (shape) {
            case Shape.Whole whole -> List.of(String.valueOf(whole.least()));
            case Shape.OneOf oneOf -> oneOf.words();
            case Shape.Simple.BOOLEAN -> List.of("true", "false");
            case Shape.Simple.MODE -> List.of("0644");
            case Shape.Simple.DURATION -> List.of("1s");
            case Shape.Simple.LIST -> List.of("-");
            case Shape.Simple.MAPPING -> List.of("*");
            case Shape.Simple.TEXT, Shape.Simple.TEXTS, Shape.Simple.WORDS -> List.of("x");
            case Shape.Simple.ANY, Shape.Simple.REQUIRED -> List.of();
        };
    }
}
