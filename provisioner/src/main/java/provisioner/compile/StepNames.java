package provisioner.compile;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import provisioner.template.Values;

/** Makes readable and unique identifiers for the steps of one host. */
final class StepNames {
    private static final Pattern NAMES_ITEM = Pattern.compile("\\$!?\\{?item\\b");

    private final Set<String> given = new HashSet<>();

    /** An item of {@code for_each}. */
    record Item(int index, @Nullable Object value) {}

    /** The step's name, with the item appended if the name does not depend on it: {@code user exists [anna]}. */
    static String name(String written, String rendered, Optional<Item> item) {
        if (item.isEmpty() || NAMES_ITEM.matcher(written).find()) {
            return rendered;
        }
        String text = Values.text(item.get().value).orElseGet(() -> String.valueOf(item.get().index + 1));
        return rendered + " [" + text + "]";
    }

    /**
     * {@code PLAY/ROLE/NAME}, with a number appended if it is taken.
     *
     * @param part the role; for a step around others, the host that it surrounds
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
