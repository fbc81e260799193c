package provisioner.resource.service;

import java.util.List;
import java.util.stream.Collectors;
import provisioner.sh.Sh;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query.LoadedQuery;

/**
 * Shell text that starts, restarts and reloads a unit, sees to it that it really runs afterwards, and records what it
 * has loaded. The commands have an exit status that can be tested ({@code if ! …}): they do not rely on {@code set -e}.
 * Their functions are in units.sh, which {@link provisioner.resource.standard.StandardFunctions#text()} brings.
 */
public final class UnitScript {
    private UnitScript() {}

    /** @param newWorkers whether a new process has to appear, for a daemon that replaces its workers */
    public static String reload(String unit, List<LoadedQuery> sets, boolean newWorkers) {
        return around("unit_reload " + Sh.quote(unit) + " " + newWorkers, unit, sets);
    }

    /** What is to be run after {@link #restart} or {@link #start}: whether the unit stays. */
    public static String watch(String unit) {
        return "unit_settled " + Sh.quote(unit);
    }

    public static String restart(String unit, List<LoadedQuery> sets) {
        return around("unit_restart " + Sh.quote(unit), unit, sets);
    }

    public static String start(String unit, List<LoadedQuery> sets) {
        return around("unit_start " + Sh.quote(unit), unit, sets);
    }

    /** Digests are taken before, so that a file that changes meanwhile is still pending. */
    private static String around(String command, String unit, List<LoadedQuery> sets) {
        String before = sets.stream()
                .map(set -> "loaded_take " + Sh.quote(set.recordFile()) + " " + Sh.quoteAll(set.paths()) + " && ")
                .collect(Collectors.joining());
        String after = sets.stream()
                .map(set -> " && loaded_keep " + Sh.quote(unit) + " " + Sh.quote(set.recordFile()))
                .collect(Collectors.joining());
        return before + command + after;
    }

    /** Whether a running unit has not loaded what a set's files say now. */
    public static boolean reloadPending(UnitState unit, LoadedState loaded) {
        return loaded.recorded()
                .filter(r -> r.invocationId().equals(unit.invocationId()) && r.stateChange() == unit.stateChange())
                .map(record -> !record.digests().equals(loaded.current()))
                .orElseGet(() -> loaded.newestChange() > unit.stateChange());
    }

    /** Likewise where only a restart loads them: a reload by anybody makes no difference. */
    public static boolean restartPending(UnitState unit, LoadedState loaded) {
        return loaded.recorded()
                .filter(r -> r.invocationId().equals(unit.invocationId()))
                .map(record -> !record.digests().equals(loaded.current()))
                .orElseGet(() -> loaded.newestChange() > unit.started());
    }
}
