package provisioner.resource.own;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.resource.file.Paths;
import provisioner.state.Effect.Extent;

/**
 * A thing on a host as a type names it: {@code path /etc/fstab}, {@code unit cron}.
 *
 * @param kind the word before the name; the whole where there is no name
 * @param name empty for what stands alone
 */
record OwnThing(String kind, String name) {
    static final String PATH = "path";
    static final String ANYTHING = "anything";
    static final String PACKAGES = "packages";
    static final String PARAMETERS = "kernel parameters";

    private static final String UNIT = "unit";
    private static final Set<String> KINDS = Set.of(PATH, UNIT, "user", "group", "package", "kernel parameter");
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}]+");
    private static final String KNOWN = "'path P', 'unit U', 'user U', 'group G', 'package P'";
    private static final String LAST_KNOWN = "'kernel parameter K'";

    static OwnThing of(String text) {
        String said = text.strip();
        return KINDS.stream()
                .filter(kind -> said.startsWith(kind + " "))
                .findFirst()
                .map(kind -> named(kind, said.substring(kind.length()).strip()))
                .orElseGet(() -> new OwnThing(said, ""));
    }

    private static OwnThing named(String kind, String name) {
        return new OwnThing(kind, kind.equals(UNIT) && name.indexOf('.') < 0 ? name + ".service" : name);
    }

    /**
     * What is wrong with it, if anything is.
     *
     * @param alone what may be said without a name
     */
    Optional<String> wrong(Set<String> alone) {
        if (name.isEmpty()) {
            return alone.contains(kind) ? Optional.empty() : Optional.of("must be a thing on a host");
        }
        if (kind.equals(PATH)) {
            return Paths.wrong(path());
        }
        return NAME.matcher(name).matches() ? Optional.empty() : Optional.of("must have a name without blanks");
    }

    /** What can be said, for a hint. */
    static String known(Set<String> alone) {
        if (alone.isEmpty()) {
            return "write " + KNOWN + " or " + LAST_KNOWN;
        }
        List<String> words =
                alone.stream().sorted().map(word -> "'" + word + "'").toList();
        String comma = String.join(
                "",
                words.subList(0, words.size() - 1).stream()
                        .map(word -> ", " + word)
                        .toList());
        return "write " + KNOWN + ", " + LAST_KNOWN + comma + " or " + words.getLast();
    }

    /** Without the slash that says that what is in it is meant, too. */
    String path() {
        return name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    boolean isWhole() {
        return kind.equals(PATH) && name.endsWith("/");
    }

    /** As claims call it. */
    String thing() {
        return kind.equals(PATH) ? PATH + " " + path() : kind + (name.isEmpty() ? "" : " " + name);
    }

    Extent extent() {
        return switch (kind) {
            case PATH -> new Extent.Below(path());
            case PACKAGES -> new Extent.Packages();
            case ANYTHING -> new Extent.Anything();
            default -> new Extent.Thing(thing());
        };
    }
}
