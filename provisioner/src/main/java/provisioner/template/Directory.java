package provisioner.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import provisioner.source.Problems;

/**
 * Things by name, as templates see them: {@code $groups.web}, {@code $hosts.get("web-1")}. Unlike in a map, asking for a
 * name that does not exist is an error.
 */
public final class Directory {
    private final String kind;
    private final Map<String, ?> things;

    /** @param kind what the things are: "group" */
    public Directory(String kind, Map<String, ?> things) {
        this.kind = kind;
        this.things = Collections.unmodifiableMap(new LinkedHashMap<>(things));
    }

    public Object get(String name) {
        Object thing = things.get(name);
        if (thing == null) {
            throw new Refusal("unknown " + kind + " '" + name + "'", Problems.didYouMean(name, things.keySet()));
        }
        return thing;
    }

    /** As a map's: for what a role can do without, {@code $groups.getOrDefault("app", [])}. */
    public Object getOrDefault(String name, Object otherwise) {
        Object thing = things.get(name);
        return thing == null ? otherwise : thing;
    }

    public boolean containsKey(String name) {
        return things.containsKey(name);
    }
}
