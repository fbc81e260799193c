package provisioner.probe.own;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.Observation.OwnState;

/** The script that runs all probes of a host in one mount namespace, and their answers. */
public final class OwnProbes {
    /** The tag of the answer that says why no probe was run; it is empty if they were. */
    public static final String WHY = "own.why";

    private static final int LARGEST = 65_536;
    private static final int TIMED_OUT = 124;
    private static final String SECONDS = "30";

    private OwnProbes() {}

    /** The tag of what a probe has printed. */
    public static String printed(int i) {
        return "own." + i;
    }

    /** The tag of the end of its standard error, and its status on a line of its own. */
    public static String end(int i) {
        return "own." + i + ".end";
    }

    /** @param probes at least one; what POSIX sh runs */
    public static String script(List<String> probes) {
        StringBuilder inside = new StringBuilder(Shell.INSIDE);
        for (int i = 0; i < probes.size(); i++) {
            inside.append("own_probe ").append(printed(i)).append(' ');
            inside.append(Sh.quote(probes.get(i))).append('\n');
        }
        return Shell.OUTSIDE + "own_probes " + Sh.quote(inside.toString()) + "\n";
    }

    /** What a probe said of itself, with its status at the end. */
    public static OwnState state(String printed, String end, Collection<String> keys) {
        int line = end.lastIndexOf('\n');
        String status = end.substring(line + 1);
        if (status.equals("0")) {
            return state(printed, keys);
        }
        String error = line < 0 ? "" : end.substring(0, line).strip();
        return flawed(
                status.equals(String.valueOf(TIMED_OUT))
                        ? "it did not end within " + SECONDS + " s"
                        : "it ended with status " + status + (error.isEmpty() ? "" : ": " + error));
    }

    /**
     * What a probe that succeeded has printed.
     *
     * @param keys those that are wanted
     */
    public static OwnState state(String printed, Collection<String> keys) {
        if (printed.length() > LARGEST) {
            return flawed("it must not print more than " + LARGEST + " bytes");
        }
        SortedMap<String, String> values = new TreeMap<>();
        for (String line : printed.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                return flawed("it must print lines of the form key=value");
            }
            String key = line.substring(0, equals);
            if (keys.contains(key) && values.putIfAbsent(key, line.substring(equals + 1)) != null) {
                return flawed("it must print '" + key + "' once");
            }
        }
        return new OwnState(values, "");
    }

    private static OwnState flawed(String flaw) {
        return new OwnState(new TreeMap<>(), flaw);
    }

    private static final class Shell {
        static final String INSIDE = Scripts.load(OwnProbes.class, "inside.sh");
        static final String OUTSIDE = Scripts.load(OwnProbes.class, "outside.sh");
    }
}
