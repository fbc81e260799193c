package provisioner.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.source.Location;
import provisioner.source.Problems;

/** Names that differ in a number: {@code web[01:50]}. Leading zeros set the width. */
final class HostRange {
    private static final Pattern RANGE = Pattern.compile("([^\\[\\]]*)\\[([0-9]{1,9}):([0-9]{1,9})]([^\\[\\]]*)");
    private static final Pattern IPV6 = Pattern.compile("\\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)](?::([0-9]+))?");
    private static final int LARGEST = 10_000;

    private HostRange() {}

    static boolean isRange(String text) {
        return text.indexOf('[') >= 0 || text.indexOf(']') >= 0;
    }

    /** The names that a string stands for: the string itself if it contains no range; empty after a problem. */
    static Optional<List<String>> expand(String text, Location location, Problems problems) {
        if (!isRange(text)) {
            return Optional.of(List.of(text));
        }
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            Matcher address = IPV6.matcher(text);
            if (address.matches()) {
                String port = address.group(2) == null ? "" : ", port: " + address.group(2);
                String hint = "write address: \"" + address.group(1) + "\"" + port;
                problems.add(location, "'address' must not contain brackets or a port, found '" + text + "'", hint);
                return Optional.empty();
            }
            problems.add(location, "invalid range of names '" + text + "'", "write one range of numbers: web[01:50]");
            return Optional.empty();
        }
        int first = Integer.parseInt(range.group(2));
        int last = Integer.parseInt(range.group(3));
        if (last < first) {
            problems.add(location, "the range in '" + text + "' must not end before it begins");
            return Optional.empty();
        }
        if (last - first >= LARGEST) {
            problems.add(location, "the range in '" + text + "' must not contain more than " + LARGEST + " names");
            return Optional.empty();
        }
        int width = range.group(2).startsWith("0") ? range.group(2).length() : 1;
        List<String> names = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            names.add(range.group(1) + ("%0" + width + "d").formatted(i) + range.group(4));
        }
        return Optional.of(names);
    }
}
