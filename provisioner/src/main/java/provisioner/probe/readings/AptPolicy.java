package provisioner.probe.readings;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code apt-cache policy}: first of all sources, with their releases and origins, then, after a line {@code @}, of packages,
 * with their versions.
 */
final class AptPolicy {
    /** Of a source, or of a version, which has it behind its name. */
    private static final Pattern SOURCE = Pattern.compile(" +(-?\\d+) (\\S.*)");

    private static final Pattern DETAIL = Pattern.compile(" +((?:release|origin) .+)");
    private static final Pattern VERSION = Pattern.compile(" (?:\\*\\*\\*|   ) (\\S+) (-?\\d+)(?: .*)?");
    private static final Pattern NAME = Pattern.compile("(\\S+):");

    private AptPolicy() {}

    /**
     * {@code source URL …} has a priority and then the lines {@code release …} and {@code origin …}; {@code version NAME VERSION} has a
     * priority and then its sources.
     */
    static SortedMap<String, String> read(String answer) {
        SortedMap<String, String> values = new TreeMap<>();
        int end = answer.indexOf("@\n");
        if (end < 0) {
            throw new IllegalArgumentException("not apt's policy");
        }
        sources(answer.substring(0, end), values);
        versions(answer.substring(end + 2), values);
        return values;
    }

    private static void sources(String text, SortedMap<String, String> values) {
        String source = "";
        for (String line : text.lines().toList()) {
            Matcher detail = DETAIL.matcher(line);
            Matcher found = SOURCE.matcher(line);
            if (line.startsWith("Pinned packages")) {
                return;
            }
            if (detail.matches() && !source.isEmpty()) {
                values.merge(source, detail.group(1).strip(), (a, b) -> a + "\n" + b);
            } else if (found.matches()) {
                source = "source " + found.group(2).strip();
                values.put(source, found.group(1));
            }
        }
    }

    private static void versions(String text, SortedMap<String, String> values) {
        String name = "";
        String version = "";
        for (String line : text.lines().toList()) {
            Matcher named = NAME.matcher(line);
            Matcher found = VERSION.matcher(line);
            Matcher source = SOURCE.matcher(line);
            if (named.matches()) {
                name = named.group(1);
                version = "";
            } else if (found.matches()) {
                version = "version " + name + " " + found.group(1);
                values.put(version, found.group(2));
            } else if (source.matches() && !version.isEmpty()) {
                values.merge(version, source.group(2).strip(), (a, b) -> a + "\n" + b);
            }
        }
    }
}
