package provisioner.template;

import java.util.Set;
import java.util.function.Function;
import provisioner.source.Problems;

/**
 * Things by name, as templates see them: {@code $groups.web}, {@code $hosts.get("web-1")}. Unlike in a map, asking for a
 * name that does not exist is an error.
 */
public final class Directory {
    private final String kind;
    private final Set<String> names;
    private final Function<String, ?> things;

    /**
     * @param kind what the things are: "group"
     * @param things the thing of each of the names
     */
    Directory(String kind, Set<String> names, Function<String, ?> things) {
        this.kind = kind;
        this.names = names;
        this.things = things;
    }

    public Object get(String name) {
        if (!names.contains(name)) {
            throw new Refusal("unknown " + kind + " '" + name + "'", Problems.didYouMean(name, names));
        }
        return things.apply(name);
    }

    /** As a map's, which roles may still use; {@code optional_groups} says the same once for all. */
    public Object getOrDefault(String name, Object otherwise) {
        return names.contains(name) ? get(name) : otherwise;
    }

    public boolean containsKey(String name) {
        return names.contains(name);
    }
}
