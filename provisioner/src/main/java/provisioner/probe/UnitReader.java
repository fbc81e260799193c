package provisioner.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import provisioner.sh.Sh;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observed;
import provisioner.state.Query.UnitQuery;

/** Reads units with one {@code systemctl show}, which answers in the order of its arguments. systemd 252 or later. */
final class UnitReader implements Reader<UnitQuery> {
    private static final String PROPERTIES = "LoadState,ActiveState,SubState,UnitFileState,NeedDaemonReload,"
            + "InvocationID,StateChangeTimestamp,InactiveExitTimestamp";

    @Override
    public String script(List<UnitQuery> queries) {
        List<String> names = queries.stream().map(UnitQuery::name).toList();
        return "part unit\nsystemctl show --timestamp=us+utc -p " + PROPERTIES + " -- " + Sh.quoteAll(names)
                + " || exit 1\n";
    }

    @Override
    public void read(List<UnitQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        String[] blocks = answers.text("unit").strip().split("\n\n");
        if (blocks.length != queries.size()) {
            throw new ProbeException("systemctl printed " + blocks.length + " units instead of " + queries.size());
        }
        for (int i = 0; i < blocks.length; i++) {
            into.put(queries.get(i), unit(properties(blocks[i])));
        }
    }

    static Map<String, String> properties(String block) throws ProbeException {
        Map<String, String> properties = new HashMap<>();
        for (String line : block.lines().filter(l -> !l.isEmpty()).toList()) {
            String[] pair = line.split("=", 2);
            if (pair.length != 2) {
                throw new ProbeException("systemctl printed an invalid line: '" + line + "'");
            }
            properties.put(pair[0], pair[1]);
        }
        return properties;
    }

    static String property(Map<String, String> properties, String name) throws ProbeException {
        String value = properties.get(name);
        if (value == null) {
            throw new ProbeException("systemctl does not print " + name + "; systemd 252 or later is required");
        }
        return value;
    }

    private static UnitState unit(Map<String, String> of) throws ProbeException {
        return new UnitState(
                property(of, "LoadState"),
                property(of, "ActiveState"),
                property(of, "SubState"),
                property(of, "UnitFileState"),
                property(of, "NeedDaemonReload").equals("yes"),
                property(of, "InvocationID"),
                SystemdTime.micros(property(of, "StateChangeTimestamp")),
                SystemdTime.micros(property(of, "InactiveExitTimestamp")));
    }
}
