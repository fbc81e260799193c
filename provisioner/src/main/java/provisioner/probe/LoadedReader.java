package provisioner.probe;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.state.Bytes;
import provisioner.state.Observation.LoadedRecord;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observed;
import provisioner.state.Query.LoadedQuery;

/** What the files of a unit are now, and what it loaded last, of which a step keeps a record. */
final class LoadedReader implements Reader<LoadedQuery> {
    // With -L find prints the time of what a link leads to, stat that of the link itself; both count.
    private static final String SCRIPT = """
            loaded_times() {
              find -L "$@" -printf '%C@\\n' -xtype l -exec stat -c %.9Z -- {} +
              for loaded_path in "$@"; do
                while loaded_path=${loaded_path%/*} && [ -n "$loaded_path" ]; do
                  if [ -L "$loaded_path" ]; then stat -c %.9Z -- "$loaded_path"; fi
                done
              done
            }
            loaded_probe() {
              loaded_tag=$1 loaded_record=$2
              shift 2
              find -L "$@" -type f -exec sha256sum -z -- {} + 2>/dev/null | emit "$loaded_tag.now"
              loaded_times "$@" 2>/dev/null | sort -n | tail -n 1 | emit "$loaded_tag.newest"
              if [ -e "$loaded_record" ]; then emit "$loaded_tag.record" <"$loaded_record"; fi
            }
            """;

    @Override
    public String script(List<LoadedQuery> queries) {
        StringBuilder script = new StringBuilder(SCRIPT);
        for (int i = 0; i < queries.size(); i++) {
            LoadedQuery query = queries.get(i);
            script.append("loaded_probe loaded.")
                    .append(i)
                    .append(' ')
                    .append(Words.quote(query.recordFile()))
                    .append(' ')
                    .append(Words.quoted(query.paths()))
                    .append('\n');
        }
        return script.toString();
    }

    @Override
    public void read(List<LoadedQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        for (int i = 0; i < queries.size(); i++) {
            String tag = "loaded." + i;
            List<Bytes> records = answers.all(tag + ".record");
            Optional<LoadedRecord> record =
                    records.isEmpty() ? Optional.empty() : record(text(answers.one(tag + ".record")));
            into.put(
                    queries.get(i),
                    new LoadedState(
                            digests(pieces(text(answers.one(tag + ".now")))),
                            micros(answers.text(tag + ".newest").strip()),
                            record));
        }
    }

    /** File names of a host may be any bytes; they serve only to be compared. */
    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    private static List<String> pieces(String text) {
        return Arrays.stream(text.split("\0")).filter(piece -> !piece.isEmpty()).toList();
    }

    private static SortedMap<String, String> digests(List<String> pieces) throws ProbeException {
        SortedMap<String, String> digests = new TreeMap<>();
        for (String piece : pieces) {
            String[] pair = piece.split("  ", 2);
            if (pair.length != 2) {
                throw new ProbeException("sha256sum answers '" + piece + "'");
            }
            digests.put(pair[1], pair[0]);
        }
        return digests;
    }

    /** A record that was cut off counts as none. */
    private static Optional<LoadedRecord> record(String text) throws ProbeException {
        List<String> pieces = pieces(text);
        if (pieces.isEmpty() || !text.endsWith("\0")) {
            return Optional.empty();
        }
        Map<String, String> unit = UnitReader.properties(pieces.getFirst());
        return Optional.of(new LoadedRecord(
                UnitReader.property(unit, "InvocationID"),
                SystemdTime.micros(UnitReader.property(unit, "StateChangeTimestamp")),
                digests(pieces.subList(1, pieces.size()))));
    }

    private static long micros(String seconds) throws ProbeException {
        try {
            return seconds.isEmpty()
                    ? 0
                    : new BigDecimal(seconds).movePointRight(6).longValue();
        } catch (NumberFormatException e) {
            throw new ProbeException("find answers the time '" + seconds + "'");
        }
    }
}
