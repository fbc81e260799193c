package provisioner.probe;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import provisioner.sh.Sh;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.TreeState;
import provisioner.state.Observed;
import provisioner.state.Query.TreeQuery;

/** Reads trees with one {@code find} and one {@code sha256sum} each. */
final class TreeReader implements Reader<TreeQuery> {
    /** More entries than any configuration has. A larger tree is refused and not read in part. */
    static final int MOST = 20_000;

    @Override
    public String script(List<TreeQuery> queries) {
        StringBuilder script = new StringBuilder(
                """
                pv_tree() {
                  if ! pv_cd "$2"; then
                    if [ -d "$2" ]; then say "tree.$1.closed"; fi
                    return
                  fi
                  part "tree.$1"
                  pv_read find . -mindepth 1 -printf "%s" 2>/dev/null | head -z -n %d
                  part "tree.$1.digest"
                  pv_read find . -mindepth 1 -type f -print0 2>/dev/null | head -z -n %d | pv_read xargs -0 -r sha256sum -z 2>/dev/null
                }
                """.formatted(PathFormat.directives("./%P").replace("\\", "\\\\"), 7 * (MOST + 1), MOST + 1));
        for (int i = 0; i < queries.size(); i++) {
            script.append("(pv_tree ")
                    .append(i)
                    .append(' ')
                    .append(Sh.quote(queries.get(i).path()))
                    .append(")\n");
        }
        return script.toString();
    }

    @Override
    public void read(List<TreeQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> tree("tree." + i, query, answers));
    }

    private static TreeState tree(String tag, TreeQuery query, Answers answers) throws ProbeException {
        if (!answers.all(tag + ".closed").isEmpty()) {
            throw PathFormat.unreadable(query.path());
        }
        if (answers.all(tag).isEmpty()) {
            return new TreeState(false, new TreeMap<>());
        }
        Map<String, String> digests = PathFormat.digests(answers.one(tag + ".digest"));
        TreeMap<String, PathState> entries = new TreeMap<>();
        PathFormat.Found found = PathFormat.read(answers.one(tag), digests);
        if (!found.unread().isEmpty()) {
            throw PathFormat.unreadable(query.path() + found.unread().getFirst().substring(1));
        }
        found.states().forEach((name, state) -> entries.put(name.substring(2), state));
        if (entries.size() > MOST) {
            throw new ProbeException(query.path() + " must not have more than " + MOST + " entries");
        }
        return new TreeState(true, entries);
    }
}
