package provisioner.compile.facts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.template.Facts;
import provisioner.template.LazyScope;
import provisioner.template.NoFacts;
import provisioner.template.RenderException;

/**
 * One compilation of a host's steps: the facts that they see, what they read of them, and the problems that are found.
 *
 * <p>With a sample, a step whose condition reads facts is compiled whether or not the condition holds: what it asks the host can then be
 * asked before its facts are known. Of such a step, only misspelt facts are problems.
 */
public final class FactsPass {
    private static final String FACTS = "facts";

    /** How the names of values begin among those of facts. */
    public static final String VALUE = "$";

    /**
     * @param usedAt the step or the use of a role that led to it
     * @param during what was being evaluated: that, or its condition
     */
    public record Found(Problem problem, Location usedAt, Location during) {
        boolean isAs(Found other) {
            return problem.location().equals(other.problem.location()) && usedAt.equals(other.usedAt);
        }
    }

    private final boolean sample;
    private final Facts facts;
    private final SortedMap<String, Object> read = new TreeMap<>();
    private final Set<String> unknown = new HashSet<>();
    private final List<Found> found = new ArrayList<>();
    private final Set<Location> reached = new HashSet<>();
    private int reads;
    private Standing standing = new Standing(true, false, Set.of(), false);

    /**
     * What holds where something is compiled.
     *
     * @param certain whether it is so with these facts
     * @param decided whether facts decide that it is so: other facts may lead somewhere else
     * @param items the variables whose values are items of facts
     * @param untyped whether it depends on a value that is read: nobody knows beforehand what it looks like
     */
    public record Standing(boolean certain, boolean decided, Set<String> items, boolean untyped) {
        public Standing {
            items = Set.copyOf(items);
        }
    }

    /** @param sample whether these are not the host's own facts */
    public FactsPass(Map<String, Object> values, boolean sample) {
        this.sample = sample;
        this.facts = new Facts(values, new Facts.Reads() {
            @Override
            public void read(String path, Object value) {
                reads++;
                read.put(path, value);
            }

            @Override
            public void unknown(String message) {
                reads++;
                FactsPass.this.unknown(message);
            }
        });
    }

    /** Lets a scope see the facts. */
    public void declare(LazyScope scope) {
        scope.put(FACTS, facts);
    }

    /** Lets a scope refuse them. */
    public static void refuse(LazyScope scope) {
        scope.put(FACTS, new NoFacts());
    }

    /**
     * Whether what is under a condition is to be compiled. That it holds, or is only supposed to, is so until {@link #restore} is called
     * with what {@link #standing} was before.
     *
     * @param names whether the condition refers to a variable
     * @param during the condition's place
     */
    public boolean holds(BooleanSupplier condition, Predicate<String> names, Location during) {
        int before = reads;
        reach(during);
        boolean holds = isTrue(condition);
        boolean decided = reads > before || standing.items.stream().anyMatch(names);
        standing =
                new Standing(standing.certain && holds, standing.decided || decided, standing.items, standing.untyped);
        return holds || sample && decided;
    }

    /** Whether a condition holds. That it cannot be evaluated with a stand-in for a value says nothing. */
    private boolean isTrue(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RenderException e) {
            if (!isStandIn()) {
                throw e;
            }
            return false;
        }
    }

    /**
     * What something is repeated for. That facts decide it is so until {@link #restore}, too.
     *
     * @param item the variable that has each of them
     */
    public @Nullable Object over(String item, Supplier<@Nullable Object> items) {
        int before = reads;
        Object found = items.get();
        Set<String> all = new HashSet<>(standing.items);
        all.remove(item);
        if (reads > before) {
            all.add(item);
        }
        standing = new Standing(standing.certain, standing.decided || reads > before, all, standing.untyped);
        return found;
    }

    /** Gives out a value that was read on a host, by how it is referred to. What is being compiled depends on it until {@link #restore}. */
    public Object given(String variable, Object value) {
        reads++;
        read.put(VALUE + variable, value);
        standing = new Standing(standing.certain, standing.decided, standing.items, true);
        return value;
    }

    /** Whether what is being compiled depends on a value that only stands for the host's. */
    private boolean isStandIn() {
        return sample && standing.untyped;
    }

    /** How often facts and values were read so far. */
    public int reads() {
        return reads;
    }

    public Standing standing() {
        return standing;
    }

    public void restore(Standing before) {
        standing = before;
    }

    /** Whether what is being compiled is so with these facts. */
    public boolean isCertain() {
        return standing.certain;
    }

    /** Whether facts decide that it is compiled. */
    public boolean isDecided() {
        return standing.decided;
    }

    /** Takes in that a place is evaluated: what is wrong there with these facts is among the problems. */
    public void reach(Location place) {
        if (isCertain()) {
            reached.add(place);
        }
    }

    public void add(Problem problem, Location usedAt, Location during) {
        if (isCertain() && !isStandIn() || isUnknown(problem)) {
            found.add(new Found(problem, usedAt, during));
        }
    }

    /** Says that a problem whose message begins so is one whatever the facts and the values are. */
    public void unknown(String message) {
        unknown.add(message);
    }

    /** Adds what is wrong whatever the facts and the values are. */
    public void refuse(Problem problem, Location usedAt) {
        unknown(problem.message());
        add(problem, usedAt, usedAt);
    }

    private boolean isUnknown(Problem problem) {
        return unknown.stream().anyMatch(problem.message()::startsWith);
    }

    public List<Found> found() {
        return List.copyOf(found);
    }

    /** Whether any fact was read. */
    public boolean hasRead() {
        return reads > 0;
    }

    /** What was read, by the facts' names. */
    public SortedMap<String, Object> read() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(read));
    }

    /** The problems that are there whatever the facts are: wherever a place is evaluated, it has one. */
    public static List<Found> certain(List<FactsPass> passes) {
        List<Found> all = new ArrayList<>();
        for (FactsPass pass : passes) {
            for (Found one : pass.found) {
                boolean everywhere = pass.isUnknown(one.problem)
                        || passes.stream()
                                .allMatch(other -> !other.reached.contains(one.during)
                                        || other.found.stream().anyMatch(one::isAs));
                if (everywhere && all.stream().noneMatch(one::isAs)) {
                    all.add(one);
                }
            }
        }
        return List.copyOf(all);
    }
}
