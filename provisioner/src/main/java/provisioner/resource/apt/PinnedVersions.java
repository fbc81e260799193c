package provisioner.resource.apt;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.state.Observation.ReadingState;

/**
 * Which versions a pin is about, as in apt_preferences(5).
 *
 * @param kind version, release or origin
 * @param what a pattern, or patterns of a release's attributes
 */
record PinnedVersions(String kind, String what) {
    private static final Pattern PIN = Pattern.compile("(version|release|origin) +([!-~](?:[ -~]{0,200}[!-~])?)");

    static Optional<PinnedVersions> parse(String text) {
        Matcher pin = PIN.matcher(text.strip());
        return pin.matches()
                ? Optional.of(new PinnedVersions(pin.group(1), pin.group(2).replaceAll("^\"(.*)\"$", "$1")))
                : Optional.empty();
    }

    /** As it stands in a file. */
    String text() {
        return kind + " " + (kind.equals("origin") ? '"' + what + '"' : what);
    }

    /**
     * What of apt's answer is meant, with the priority that it has.
     *
     * @param all whether all packages are meant: then their sources have a priority
     */
    SortedMap<String, String> among(ReadingState policy, boolean all) {
        SortedMap<String, String> meant = new TreeMap<>();
        policy.values().forEach((name, value) -> {
            List<String> lines = value.lines().toList();
            boolean is = all
                    ? name.startsWith("source ") && isFrom(lines)
                    : name.startsWith("version ")
                            && (kind.equals("version")
                                    ? matches(what, name.substring(name.lastIndexOf(' ') + 1))
                                    : lines.stream()
                                            .skip(1)
                                            .anyMatch(source -> isFrom(policy.value("source " + source)
                                                    .lines()
                                                    .toList())));
            if (is) {
                meant.put(name, lines.getFirst());
            }
        });
        return meant;
    }

    /** @param source its priority, its release and its origin */
    private boolean isFrom(List<String> source) {
        return source.stream().skip(1).anyMatch(line -> switch (kind) {
            case "origin" -> line.startsWith("origin ") && matches(what, line.substring("origin ".length()));
            case "release" -> line.startsWith("release ") && isRelease(line.substring("release ".length()));
            default -> false;
        });
    }

    private boolean isRelease(String attributes) {
        List<String> has = List.of(attributes.split(","));
        return Stream.of(what.split(",")).map(String::strip).allMatch(wanted -> {
            int equals = wanted.indexOf('=');
            // A word without a name is any of the names of a release.
            List<String> names = equals < 0 ? List.of("a", "n", "v") : List.of(wanted.substring(0, equals));
            String pattern = wanted.substring(equals + 1);
            return has.stream()
                    .filter(attribute -> attribute.indexOf('=') > 0)
                    .anyMatch(attribute -> names.contains(attribute.substring(0, attribute.indexOf('=')))
                            && matches(pattern, attribute.substring(attribute.indexOf('=') + 1)));
        });
    }

    /** A regular expression is left to apt. */
    private static boolean matches(String pattern, String text) {
        String quoted = com.google.re2j.Pattern.quote(pattern.toLowerCase(Locale.ROOT));
        return !pattern.startsWith("/")
                && com.google.re2j.Pattern.matches(
                        quoted.replace("\\*", ".*").replace("\\?", "."), text.toLowerCase(Locale.ROOT));
    }
}
