package provisioner.template;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.source.Problems;

/** Facts under names that differ from host to host: {@code $facts.addresses.eth0}. To be looped over like a map. */
public final class NamedFacts {
    /**
     * @param kind the word for what has these names: "interface"
     * @param byName the values
     * @param any the value under any other name, for a sample; empty for a host's own facts
     */
    public record Values(String kind, SortedMap<String, List<String>> byName, Optional<List<String>> any) {
        public Values {
            byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        }
    }

    private final String path;
    private final Values values;
    private final Facts.Reads reads;

    NamedFacts(String path, Values values, Facts.Reads reads) {
        this.path = path;
        this.values = values;
        this.reads = reads;
    }

    public List<String> get(String name) {
        Optional<List<String>> value =
                Optional.ofNullable(values.byName.get(name)).or(values::any);
        reads.read(path + "." + name, value.orElse(List.of()));
        return value.orElseThrow(() -> new Refusal(
                "this host has no " + values.kind + " '" + name + "'",
                Problems.nearestOf(values.kind + "s", name, values.byName.keySet())));
    }

    public boolean containsKey(String name) {
        boolean known = values.byName.containsKey(name) || values.any.isPresent();
        reads.read(path + ".containsKey(" + name + ")", known);
        return known;
    }

    public Set<String> keySet() {
        return asMap().keySet();
    }

    public Set<Map.Entry<String, List<String>>> entrySet() {
        return asMap().entrySet();
    }

    /** All of them, which is read then. */
    public SortedMap<String, List<String>> asMap() {
        reads.read(path, values.byName);
        return values.byName;
    }
}
