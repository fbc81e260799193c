package provisioner.probe.readings;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.Observation.ReadingState;
import provisioner.state.Query.ReadingQuery;

/** The command of each kind of reading, and what its answer says. The functions are in readings.sh. */
public final class Readings {
    private static final Pattern SHA512 = Pattern.compile("\\\\?([0-9a-f]{128})  ?-\\s*");

    private Readings() {}

    /** Defines what {@link #command} calls. */
    public static String functions() {
        return Scripts.load(Readings.class, "readings.sh");
    }

    /** A command that prints what {@link #read} reads. */
    public static String command(ReadingQuery query) {
        List<String> words = query.words();
        return switch (query.reading()) {
            case SHA512 -> "pv_sha512 " + Sh.quoteAll(words);
            case MOUNT -> "pv_mount " + Sh.quoteAll(words);
            case GIT -> "pv_git " + Sh.quoteAll(words);
            case APT_POLICY -> "pv_apt_policy " + Sh.quoteAll(words);
            case APT_CONFIG -> "pv_apt_config " + Sh.quote(AptConfig.pattern(words));
        };
    }

    /** @throws IllegalArgumentException where the answer cannot be from the command */
    public static ReadingState read(ReadingQuery query, String answer) {
        return new ReadingState(
                switch (query.reading()) {
                    case SHA512 -> sha512(answer);
                    case MOUNT -> MountInfo.read(query.words(), answer);
                    case GIT -> pairs(answer);
                    case APT_POLICY -> AptPolicy.read(answer);
                    case APT_CONFIG -> AptConfig.read(query.words(), answer);
                });
    }

    private static SortedMap<String, String> sha512(String answer) {
        SortedMap<String, String> values = new TreeMap<>();
        Matcher digest = SHA512.matcher(answer);
        if (digest.matches()) {
            values.put("sha512", digest.group(1));
        } else if (!answer.isBlank()) {
            throw new IllegalArgumentException("not a digest");
        }
        return values;
    }

    /** Lines of a name and a value; those of one name belong together. */
    private static SortedMap<String, String> pairs(String answer) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String line : answer.lines().filter(l -> !l.isEmpty()).toList()) {
            String[] pair = line.split(" ", 2);
            if (pair.length != 2 || !pair[0].matches("[a-z]+")) {
                throw new IllegalArgumentException("not a name and a value");
            }
            values.merge(pair[0], pair[1], (a, b) -> a + "\n" + b);
        }
        return values;
    }
}
