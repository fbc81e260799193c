package provisioner.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import provisioner.probe.machine.SystemdTime;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.UnitOrigin;
import provisioner.state.Observation.UnitOrigin.Also;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observed;
import provisioner.state.Query.UnitQuery;

/**
 * Reads units with one {@code systemctl show}, which answers in the order of its arguments, and one {@code systemctl
 * is-enabled}: units.sh. systemd 252 or later.
 */
final class UnitReader implements Reader<UnitQuery> {
    private static final String FUNCTIONS = Scripts.load(UnitReader.class, "units.sh");

    /** The answers about some units. */
    private record Shown(List<Map<String, String>> units, List<String> withFiles) {}

    @Override
    public String script(List<UnitQuery> queries) {
        return FUNCTIONS + "unit_probe "
                + Sh.quoteAll(queries.stream().map(UnitQuery::name).toList()) + "\n";
    }

    @Override
    public void read(List<UnitQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        for (Bytes why : answers.all("unit.failed")) {
            throw new ProbeException(
                    "unknown, systemctl does not answer: " + Answers.shown(why).strip());
        }
        Shown shown = shown(answers.text("unit"), queries.size());
        long named = shown.units().stream()
                .mapToLong(of -> words(of.getOrDefault("Also", "")).size())
                .sum();
        Shown also = named == 0 ? new Shown(List.of(), List.of()) : shown(answers.text("unit.also"), named);
        Map<String, String> states = states(answers.text("unit.states"), shown, also);
        List<String> links = answers.text("unit.rc").lines().toList();
        List<Also> others = new ArrayList<>();
        for (Map<String, String> of : also.units()) {
            others.add(new Also(property(of, "Id"), fileState(of, states, links), property(of, "ActiveState")));
        }
        Iterator<Also> next = others.iterator();
        for (int i = 0; i < queries.size(); i++) {
            Map<String, String> of = shown.units().get(i);
            List<Also> own = words(property(of, "Also")).stream()
                    .map(name -> next.next())
                    .toList();
            into.put(
                    queries.get(i),
                    unit(of, fileState(of, states, links), origin(queries.get(i).name(), of, own)));
        }
    }

    private static Shown shown(String text, long count) throws ProbeException {
        List<String> blocks = List.of(text.strip().split("\n\n"));
        if (blocks.size() != count + 1) {
            throw new ProbeException("systemctl printed " + (blocks.size() - 1) + " units instead of " + count);
        }
        List<Map<String, String>> units = new ArrayList<>();
        for (String block : blocks) {
            units.add(properties(block));
        }
        return new Shown(units.subList(0, units.size() - 1), words(property(units.getLast(), "Files")));
    }

    private static Map<String, String> states(String text, Shown shown, Shown also) throws ProbeException {
        List<String> names = new ArrayList<>(shown.withFiles());
        names.addAll(also.withFiles());
        List<String> states = text.lines().toList();
        if (names.size() != states.size()) {
            throw new ProbeException("systemctl printed " + states.size() + " states instead of " + names.size());
        }
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), states.get(i));
        }
        return byName;
    }

    /** @param links what starts units and init scripts at a boot */
    private static String fileState(Map<String, String> of, Map<String, String> states, List<String> links)
            throws ProbeException {
        String source = property(of, "SourcePath");
        if (source.startsWith("/etc/init.d/") && property(of, "UnitFileState").equals("generated")) {
            String script = source.substring("/etc/init.d/".length());
            boolean starts = links.stream()
                    .anyMatch(link -> link.startsWith("/etc/rc")
                            && link.replaceFirst(".*/S..", "").equals(script));
            return starts ? "enabled" : "disabled";
        }
        String id = property(of, "Id");
        String state = states.getOrDefault(id, property(of, "UnitFileState"));
        if (state.equals("enabled-runtime") && isLinked(links, "/run/systemd/generator", id)) {
            return "generated";
        }
        // systemctl calls it enabled where only another name of it is left.
        boolean named = !property(of, "Linked").equals("no") || isLinked(links, "/etc/systemd/system/", id);
        return state.equals("enabled") && !named ? "disabled" : state;
    }

    private static boolean isLinked(List<String> links, String top, String unit) {
        return links.stream().anyMatch(link -> link.startsWith(top) && link.endsWith("/" + unit));
    }

    private static UnitOrigin origin(String name, Map<String, String> of, List<Also> also) throws ProbeException {
        String id = property(of, "Id");
        return new UnitOrigin(
                id.equals(name) ? "" : id,
                property(of, "FragmentPath"),
                words(property(of, "DropInPaths")),
                property(of, "SourcePath"),
                property(of, "Install").equals("yes"),
                also);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
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

    /** A property that is a time, in epoch microseconds; 0 for never. */
    static long time(Map<String, String> properties, String name) throws ProbeException {
        String text = property(properties, name);
        return SystemdTime.micros(text)
                .orElseThrow(() -> new ProbeException("systemctl printed an invalid time: '" + text + "'"));
    }

    static String property(Map<String, String> properties, String name) throws ProbeException {
        String value = properties.get(name);
        if (value == null) {
            throw new ProbeException("systemctl does not print " + name + "; systemd 252 or later is required");
        }
        return value;
    }

    private static UnitState unit(Map<String, String> of, String fileState, UnitOrigin origin) throws ProbeException {
        return new UnitState(
                property(of, "LoadState"),
                property(of, "ActiveState"),
                property(of, "SubState"),
                fileState,
                property(of, "NeedDaemonReload").equals("yes"),
                property(of, "InvocationID"),
                time(of, "StateChangeTimestamp"),
                time(of, "InactiveExitTimestamp"),
                origin);
    }
}
