package provisioner.probe;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.LoadedRecord;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observed;
import provisioner.state.PathNames;
import provisioner.state.Query.LoadedQuery;

/** Reads a unit's files as they are now, and the record of what it loaded last. */
final class LoadedReader implements Reader<LoadedQuery> {
    // With -L, find prints the time of a link's target and stat that of the link itself. Both count.
    private static final String SCRIPT = """
            loaded_probe() {
              part loaded.now
              find -L "$@" -type f -exec sha256sum -z -- {} + 2>/dev/null
              part loaded.times
              find -L "$@" -printf '%C@ %p\\0' -xtype l -exec stat --printf '%.9Z %n\\0' -- {} + 2>/dev/null
              part loaded.above
              for loaded_path in "$@"; do
                while loaded_path=${loaded_path%/*} && [ -n "$loaded_path" ]; do
                  if [ -L "$loaded_path" ]; then stat --printf '%.9Z %n\\0' -- "$loaded_path"; fi
                done
              done
            }
            loaded_record() { if [ -e "$2" ]; then part "$1"; cat "$2"; fi; }
            """;

    @Override
    public String script(List<LoadedQuery> queries) {
        Set<String> paths = new LinkedHashSet<>();
        queries.forEach(query -> paths.addAll(query.paths()));
        StringBuilder script = new StringBuilder(SCRIPT);
        script.append("loaded_probe ").append(Sh.quoteAll(paths)).append('\n');
        for (int i = 0; i < queries.size(); i++) {
            script.append("loaded_record loaded.record.")
                    .append(i)
                    .append(' ')
                    .append(Sh.quote(queries.get(i).recordFile()))
                    .append('\n');
        }
        return script.toString();
    }

    @Override
    public void read(List<LoadedQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        SortedMap<String, String> now = digests(pieces(Answers.shown(answers.one("loaded.now"))));
        Map<String, Long> times = times(pieces(Answers.shown(answers.one("loaded.times"))));
        Map<String, Long> above = times(pieces(Answers.shown(answers.one("loaded.above"))));
        for (int i = 0; i < queries.size(); i++) {
            List<String> paths = queries.get(i).paths();
            SortedMap<String, String> current = new TreeMap<>(now);
            current.keySet().removeIf(file -> paths.stream().noneMatch(path -> within(path, file)));
            long newest = Math.max(
                    newest(times, file -> paths.stream().anyMatch(path -> within(path, file))),
                    newest(above, link -> paths.stream().anyMatch(path -> PathNames.isBelow(path, link))));
            List<Bytes> records = answers.all("loaded.record." + i);
            Optional<LoadedRecord> record =
                    records.isEmpty() ? Optional.empty() : record(Answers.shown(answers.one("loaded.record." + i)));
            into.put(queries.get(i), new LoadedState(current, newest, record));
        }
    }

    private static boolean within(String root, String path) {
        return path.equals(root) || PathNames.isBelow(path, root);
    }

    private static long newest(Map<String, Long> times, Predicate<String> of) {
        long newest = 0;
        for (Map.Entry<String, Long> entry : times.entrySet()) {
            if (of.test(entry.getKey())) {
                newest = Math.max(newest, entry.getValue());
            }
        }
        return newest;
    }

    /** Times in microseconds by path; the newer one if a link and its target both have one. */
    private static Map<String, Long> times(List<String> pieces) throws ProbeException {
        Map<String, Long> times = new HashMap<>();
        for (String piece : pieces) {
            String[] pair = piece.split(" ", 2);
            if (pair.length != 2) {
                throw new ProbeException("find printed an invalid time: '" + piece + "'");
            }
            times.merge(pair[1], micros(pair[0]), Math::max);
        }
        return times;
    }

    private static List<String> pieces(String text) {
        return Arrays.stream(text.split("\0")).filter(piece -> !piece.isEmpty()).toList();
    }

    private static SortedMap<String, String> digests(List<String> pieces) throws ProbeException {
        SortedMap<String, String> digests = new TreeMap<>();
        for (String piece : pieces) {
            String[] pair = piece.split("  ", 2);
            if (pair.length != 2) {
                throw new ProbeException("sha256sum printed an invalid line: '" + piece + "'");
            }
            digests.put(pair[1], pair[0]);
        }
        return digests;
    }

    /** A record that is cut off counts as missing. */
    private static Optional<LoadedRecord> record(String text) throws ProbeException {
        List<String> pieces = pieces(text);
        if (pieces.isEmpty() || !text.endsWith("\0")) {
            return Optional.empty();
        }
        Map<String, String> unit = UnitReader.properties(pieces.getFirst());
        return Optional.of(new LoadedRecord(
                UnitReader.property(unit, "InvocationID"),
                UnitReader.time(unit, "StateChangeTimestamp"),
                digests(pieces.subList(1, pieces.size()))));
    }

    private static long micros(String seconds) throws ProbeException {
        try {
            return new BigDecimal(seconds).movePointRight(6).longValue();
        } catch (NumberFormatException e) {
            throw new ProbeException("find printed an invalid time: '" + seconds + "'");
        }
    }
}
