package provisioner.resource;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.state.PathNames;

/**
 * What the steps of a playbook claim on one host. A resource that looks for what was added beside it learns here what other
 * steps account for, see {@link Resource#among}.
 */
public final class Claimed {
    /** Before a directory with a slash at its end: whatever is in it. */
    public static final String ALL = "all in ";

    private static final String PATH = "path ";

    /**
     * What accounts for things beside the steps of the host.
     *
     * @param accepted what roles and the inventory say may be there
     * @param elsewhere what the steps of all hosts account for, of what comes from one host to another
     * @param whole whether that are all hosts of the playbook: with {@code --limit} some are left out
     */
    public record Beyond(List<Accepted> accepted, Set<String> elsewhere, boolean whole) {
        public static final Beyond NOTHING = new Beyond(List.of(), Set.of(), true);

        public Beyond {
            accepted = List.copyOf(accepted);
            elsewhere = Set.copyOf(elsewhere);
        }
    }

    private final String playbook;
    private final Beyond beyond;
    private final List<Resource> resources;
    private final Set<String> things = new HashSet<>();
    private final Map<Class<?>, Object> derived = new ConcurrentHashMap<>();

    /**
     * @param playbook the name of the playbook's file, as notes on hosts have it
     * @param resources those that look for additions, in the order of their steps
     * @param others what only claims
     */
    Claimed(String playbook, List<Resource> resources, List<Resource> others, Beyond beyond) {
        this.playbook = playbook;
        this.beyond = beyond;
        this.resources = List.copyOf(resources);
        Stream.concat(resources.stream(), others.stream())
                .forEach(resource -> resource.claims().forEach(claim -> things.add(claim.thing())));
    }

    /**
     * All steps of a host, each as one among all. What surrounds other hosts' steps claims what it names, but looks for nothing:
     * it is about a moment.
     */
    public static List<Step> among(String playbook, List<Step> steps, Beyond beyond) {
        Map<Boolean, List<Resource>> around = steps.stream()
                .collect(Collectors.partitioningBy(
                        step -> step.around().isPresent(), Collectors.mapping(Step::resource, Collectors.toList())));
        Claimed all = new Claimed(
                playbook, around.getOrDefault(false, List.of()), around.getOrDefault(true, List.of()), beyond);
        return steps.stream()
                .map(step -> step.around().isEmpty() ? among(step, all) : step)
                .toList();
    }

    /** Most are what they are whatever the others are, and are what other hosts have as well. */
    private static Step among(Step step, Claimed all) {
        Resource among = step.resource().among(all);
        return among == step.resource() ? step : step.with(among);
    }

    /**
     * What follows from all steps of the host, worked out when it is first asked for.
     *
     * @param kind there is one of each
     */
    public <T> T derived(Class<T> kind, Function<Claimed, T> from) {
        return kind.cast(derived.computeIfAbsent(kind, any -> from.apply(this)));
    }

    public String playbook() {
        return playbook;
    }

    public Beyond beyond() {
        return beyond;
    }

    /** The paths that any step claims and that are meant. */
    public SortedSet<String> paths(Predicate<String> meant) {
        SortedSet<String> paths = new TreeSet<>();
        for (String thing : things) {
            if (thing.startsWith(PATH) && meant.test(thing.substring(PATH.length()))) {
                paths.add(thing.substring(PATH.length()));
            }
        }
        return Collections.unmodifiableSortedSet(paths);
    }

    /** What is claimed in a directory: paths, and directories with a slash at their ends of which everything is claimed. */
    public SortedSet<String> within(String directory) {
        SortedSet<String> within = new TreeSet<>(paths(path -> PathNames.isBelow(path, directory)));
        for (String thing : things) {
            if (thing.startsWith(ALL) && PathNames.isBelow(thing.substring(ALL.length()), directory)) {
                within.add(thing.substring(ALL.length()));
            }
        }
        return Collections.unmodifiableSortedSet(within);
    }

    /** All that look for additions, in the order of their steps. */
    public List<Resource> resources() {
        return resources;
    }
}
