package provisioner.probe;

import java.util.List;
import provisioner.sh.Sh;
import provisioner.state.Observed;
import provisioner.state.Query.PathQuery;

/**
 * Reads all paths with one {@code find}, and the regular files among them with one {@code sha256sum}. Opens nothing
 * else. Paths where others than root can alter the way are read one by one: see {@link WayReader}. Needs findutils 4.9 or later.
 */
final class PathReader implements Reader<PathQuery> {

    @Override
    public String script(List<PathQuery> queries) {
        return """
                pv_paths() {
                  "$@" %s
                }
                pv_lstat() {
                  pv_read find "$2" -maxdepth 0 -printf "%s" 2>/dev/null && printf '%%s\\0' "$1"
                }
                pv_sum() {
                  pv_sum=$(pv_regular "$2" | sha256sum)
                  printf '%%s  %%s\\0' "${pv_sum%%%% *}" "$1"
                }
                part path
                pv_paths pv_quick | find -files0-from - -maxdepth 0 \\
                  \\( -type l -o -writable -o -printf "%s" \\) -printf "%s" 2>/dev/null
                pv_paths pv_slow pv_lstat
                part path.digest
                pv_paths pv_quick | find -files0-from - -maxdepth 0 -type f -exec sha256sum -z {} + 2>/dev/null
                pv_paths pv_slow pv_sum
                """.formatted(
                        Sh.quoteAll(queries.stream().map(PathQuery::path).toList()),
                        PathFormat.directives("").replace("\\", "\\\\"),
                        PathFormat.FIXED,
                        PathFormat.directives("%p").replace("\\", "\\\\"));
    }

    @Override
    public void read(List<PathQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        PathFormat.Found found = PathFormat.read(answers.one("path"), PathFormat.digests(answers.one("path.digest")));
        Reader.each(queries, into, (i, query) -> found.at(query.path()));
    }
}
