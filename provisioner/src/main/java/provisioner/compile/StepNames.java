package provisioner.compile;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import provisioner.template.Values;

/** Makes the identifiers of one host's steps: readable, and each given once. */
final class StepNames {
    private static final Pattern NAMES_ITEM = Pattern.compile("\\$!?\\{?item\\b");

    private final Set<String> given = new HashSet<>();

    /** An item of {@code for_each}. */
    record Item(int index, @Nullable Object value) {}

    /** The step's name, with the item where it does not name that itself: {@code user exists [anna]}. */
    static String name(String written, String rendered, Optional<Item> item) {
        if (item.isEmpty() || NAMES_ITEM.matcher(written).find()) {
            return rendered;
        }
        String text = Values.text(item.get().value).orElseGet(() -> String.valueOf(item.get().index + 1));
        return rendered + " [" + text + "]";
    }

    /**
     * {@code PLAY/ROLE/NAME}, with a number where that was given before.
     *
     * @param part the role; for a step around others, the host whose steps these are
     */
    String id(String play, Optional<String> part, String name) {
        String id = play + "/" + part.map(r -> r + "/").orElse("") + name;
        String unique = id;
        for (int i = 2; !given.add(unique); i++) {
            unique = id + " (" + i + ")";
        }
        return unique;
    }
}
