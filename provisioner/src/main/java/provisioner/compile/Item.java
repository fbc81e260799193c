package provisioner.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import provisioner.template.NamedFacts;
import provisioner.template.Values;

/**
 * An item of {@code for_each}.
 *
 * @param name the variable that has it
 * @param label what tells it from the other items, for people
 */
record Item(String name, @Nullable Object value, String label) {

    /** The items of a list, or the entries of a mapping or of facts as {@code key} and {@code value}; empty for anything else. */
    static Optional<List<Item>> of(String name, @Nullable Object over) {
        List<Item> items = new ArrayList<>();
        switch (over) {
            case List<?> list ->
                list.forEach(value -> items.add(new Item(
                        name, value, Values.text(value).orElseGet(() -> String.valueOf(items.size() + 1)))));
            case NamedFacts facts -> {
                return of(name, facts.asMap());
            }
            case Map<?, ?> map ->
                map.forEach((key, value) -> items.add(new Item(name, entry(key, value), String.valueOf(key))));
            case null, default -> {
                return Optional.empty();
            }
        }
        return Optional.of(List.copyOf(items));
    }

    private static Map<String, @Nullable Object> entry(Object key, @Nullable Object value) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("key", key);
        entry.put("value", value);
        return Collections.unmodifiableMap(entry);
    }

    /** Whether a text refers to the variable. */
    boolean isIn(String written) {
        return isIn(written, name);
    }

    static boolean isIn(String written, String name) {
        return Pattern.compile("\\$!?\\{?" + name + "\\b").matcher(written).find();
    }
}
