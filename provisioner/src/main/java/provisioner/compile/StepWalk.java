package provisioner.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import provisioner.playbook.ForEach;
import provisioner.playbook.StepEntry;
import provisioner.playbook.StepGroup;
import provisioner.playbook.StepSource;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;

/** Walks lists of steps for one host. Tags, items and conditions of a group apply to every step in it. */
final class StepWalk {
    /** Judges what the walk comes by, and takes the steps that it leads to. */
    interface Visitor {
        /**
         * @param tags those of the entry and of everything that it is in
         */
        boolean enters(StepEntry entry, Set<String> tags);

        List<Item> items(ForEach forEach, LazyScope scope, Location usedAt);

        /** Goes through an entry: what it is repeated for, and everything in it. */
        default void entry(Runnable within) {
            within.run();
        }

        /** What the entry sees: by default what is seen around it. */
        default LazyScope scope(StepEntry entry, LazyScope outer) {
            return outer;
        }

        /** Goes on if the condition holds, or if there is none. */
        void under(Optional<Node.Scalar> condition, LazyScope scope, Location usedAt, Runnable then);

        /** The name of a group. */
        String name(Node.Scalar written, LazyScope scope, Location usedAt);

        void step(StepSource step, Place place);
    }

    /**
     * Where the walk is.
     *
     * @param items of all that is repeated, the innermost last
     * @param groups the names of the groups, the innermost last
     */
    record Place(LazyScope scope, Set<String> tags, List<Item> items, List<String> groups) {
        Place {
            items = List.copyOf(items);
            groups = List.copyOf(groups);
        }

        /** Where a play or a role begins. */
        static Place of(LazyScope scope, Set<String> tags) {
            return new Place(scope, tags, List.of(), List.of());
        }
    }

    private final Evaluator evaluator;
    private final Visitor visitor;

    StepWalk(Evaluator evaluator, Visitor visitor) {
        this.evaluator = evaluator;
        this.visitor = visitor;
    }

    void all(List<? extends StepEntry> entries, Place place) {
        entries.forEach(entry -> entry(entry, place));
    }

    void entry(StepEntry entry, Place place) {
        Set<String> tags = union(place.tags, entry.tags());
        if (visitor.enters(entry, tags)) {
            visitor.entry(() -> entered(entry, place, tags));
        }
    }

    private void entered(StepEntry entry, Place place, Set<String> tags) {
        LazyScope seen = visitor.scope(entry, place.scope);
        Place tagged = new Place(seen, tags, place.items, place.groups);
        Optional<ForEach> forEach = entry.forEach();
        if (forEach.isEmpty()) {
            once(entry, tagged);
            return;
        }
        for (Item item : visitor.items(forEach.get(), seen, entry.location())) {
            LazyScope scope = new LazyScope(seen, evaluator);
            scope.put(item.name(), item.value());
            once(entry, new Place(scope, tags, with(place.items, item), place.groups));
        }
    }

    private void once(StepEntry entry, Place place) {
        visitor.under(entry.when(), place.scope, entry.location(), () -> {
            switch (entry) {
                case StepSource step -> visitor.step(step, place);
                case StepGroup group -> all(group.steps(), within(group, place));
            }
        });
    }

    private Place within(StepGroup group, Place place) {
        return group.name()
                .map(name -> visitor.name(name, place.scope, group.location()))
                .map(name -> new Place(place.scope, place.tags, place.items, with(place.groups, name)))
                .orElse(place);
    }

    private static <T> List<T> with(List<T> some, T another) {
        List<T> all = new ArrayList<>(some);
        all.add(another);
        return all;
    }

    static Set<String> union(Iterable<String> some, Iterable<String> others) {
        Set<String> union = new TreeSet<>();
        some.forEach(union::add);
        others.forEach(union::add);
        return union;
    }
}
