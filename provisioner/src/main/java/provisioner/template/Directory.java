package provisioner.template;

import java.util.Set;
import java.util.function.Function;
import provisioner.source.Problems;

/** Things by name in templates: {@code $groups.web}, {@code $hosts.get("web-1")}. An unknown name is an error. */
public final class Directory {
    private final String kind;
    private final Set<String> names;
    private final Function<String, ?> things;

    /**
     * @param kind the word for such a thing: "group"
     * @param things gives the thing for a name
     */
    public Directory(String kind, Set<String> names, Function<String, ?> things) {
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

    /** As in a map. Roles may still use it, but {@code optional_groups} is simpler. */
    public Object getOrDefault(String name, Object otherwise) {
        return names.contains(name) ? get(name) : otherwise;
    }

    public boolean containsKey(String name) {
        return names.contains(name);
    }
}
