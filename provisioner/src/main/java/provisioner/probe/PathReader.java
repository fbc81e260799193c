package provisioner.probe;

import java.util.List;
import java.util.Map;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observed;
import provisioner.state.Query.PathQuery;

/** All paths in one {@code find}, and the regular files among them in one {@code sha256sum}: nothing else is opened. */
final class PathReader implements Reader<PathQuery> {

    @Override
    public String script(List<PathQuery> queries) {
        return """
                pv_paths() {
                  printf '%%s\\0' %s
                }
                pv_paths | xargs -0 -r sh -c 'exec find "$@" -maxdepth 0 -printf "%s"' sh 2>/dev/null | emit path
                pv_paths | xargs -0 -r sh -c 'exec find "$@" -maxdepth 0 -type f -print0' sh 2>/dev/null |
                  xargs -0 -r sha256sum -z 2>/dev/null | emit path.digest
                """.formatted(
                        Words.quoted(queries.stream().map(PathQuery::path).toList()),
                        PathFormat.directives("%p").replace("\\", "\\\\"));
    }

    @Override
    public void read(List<PathQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, PathState> states =
                PathFormat.read(answers.one("path"), PathFormat.digests(answers.one("path.digest")));
        for (PathQuery query : queries) {
            into.put(query, states.getOrDefault(query.path(), new Missing()));
        }
    }
}
