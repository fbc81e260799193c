package provisioner.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.sh.Sh;
import provisioner.state.Observation.SysctlState;
import provisioner.state.Observed;
import provisioner.state.Query.SysctlQuery;

/**
 * Reads kernel parameters from {@code /proc/sys} with one {@code grep}. A shell's {@code read} reads byte by byte, but
 * many of these files answer only the first read.
 */
final class SysctlReader implements Reader<SysctlQuery> {

    @Override
    public String script(List<SysctlQuery> queries) {
        List<String> paths = queries.stream().map(SysctlQuery::path).toList();
        return "part sysctl\ngrep -sHZ '' -- " + Sh.quoteAll(paths) + "\n";
    }

    @Override
    public void read(List<SysctlQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, String> values = new HashMap<>();
        String text = Answers.shown(answers.one("sysctl"));
        for (String line : text.lines().toList()) {
            String[] pair = line.split("\0", 2);
            if (pair.length != 2) {
                throw new ProbeException("grep printed an invalid line: '" + line + "'");
            }
            values.merge(pair[0], pair[1], (a, b) -> a + " " + b);
        }
        for (SysctlQuery query : queries) {
            Optional<String> value = Optional.ofNullable(values.get(query.path()));
            into.put(query, new SysctlState(value.map(v -> v.strip().replaceAll("\\s+", " "))));
        }
    }
}
