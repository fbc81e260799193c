package provisioner.probe.readings;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what {@code apt-config dump} says of some options: {@code APT::Periodic::Enable "1";}, a list with one line for each item. */
final class AptConfig {
    private static final Pattern LINE = Pattern.compile("([^\" ]+) \"(.*)\";");
    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private AptConfig() {}

    /** An extended regular expression for the lines about these options. */
    static String pattern(List<String> options) {
        return options.stream()
                .map(o -> o.replaceAll("[^A-Za-z0-9:_-]", "."))
                .collect(Collectors.joining("|", "^(", ")(::)? "));
    }

    /** The items of a list are lines. An option that is not set is not there. */
    static SortedMap<String, String> read(List<String> options, String answer) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String text : answer.lines().filter(l -> !l.isEmpty()).toList()) {
            Matcher line = LINE.matcher(text);
            if (!line.matches()) {
                throw new IllegalArgumentException("not an option of apt");
            }
            String name = line.group(1).replaceFirst("::$", "");
            String value = decoded(line.group(2));
            options.stream()
                    .filter(option -> option.equalsIgnoreCase(name) && !value.isEmpty())
                    .forEach(option -> values.merge(option, value, (a, b) -> a + "\n" + b));
        }
        return values;
    }

    private static String decoded(String value) {
        return ENCODED.matcher(value)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }
}
