package provisioner.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes readable and unique identifiers for the steps of one host. */
final class StepNames {
    private final Set<String> given = new HashSet<>();

    /**
     * The step's name, with the items appended on which the name does not depend: {@code user exists [anna]}.
     *
     * @param items the innermost last; it hides those whose variables have the same name
     */
    static String name(String written, String rendered, List<Item> items) {
        List<String> labels = new ArrayList<>();
        Set<String> hidden = new HashSet<>();
        for (Item item : items.reversed()) {
            if (!hidden.add(item.name()) || !item.isIn(written)) {
                labels.addFirst(item.label());
            }
        }
        return labels.isEmpty() ? rendered : rendered + " [" + String.join(", ", labels) + "]";
    }

    /**
     * {@code PLAY/ROLE/GROUP/NAME}, with a number appended if it is taken.
     *
     * @param part the role; for a step around others, the host that it surrounds
     * @param groups the names of the groups that it is in
     */
    String id(String play, Optional<String> part, List<String> groups, String name) {
        String id = Stream.of(Stream.of(play), part.stream(), groups.stream(), Stream.of(name))
                .flatMap(words -> words)
                .collect(Collectors.joining("/"));
        String unique = id;
        for (int i = 2; !given.add(unique); i++) {
            unique = id + " (" + i + ")";
        }
        return unique;
    }
}
