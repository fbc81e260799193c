package provisioner.resource;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Node;
import provisioner.state.Observation.ReadingState;
import provisioner.state.Query.ReadingQuery;

/** What a case says that a program of the host makes of what was set: a mapping, or {@code missing}. */
final class CaseReading {
    private CaseReading() {}

    static String key(ReadingQuery query) {
        String name = query.reading().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return name + " " + query.words().getFirst();
    }

    static ReadingState read(Node node) {
        if (CaseState.isMissing(node)) {
            return ReadingState.NOTHING;
        }
        SortedMap<String, String> values = new TreeMap<>();
        ((Node.Mapping) node)
                .entries()
                .forEach((name, entry) -> values.put(name, ((Node.Scalar) entry.value()).text()));
        return new ReadingState(values);
    }

    static Object write(ReadingState state) {
        return state.values().isEmpty() ? Word.MISSING : state.values();
    }
}
