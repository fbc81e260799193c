package provisioner.sshconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A criterion of a {@code Match} line: ssh_config(5), {@code Match}.
 *
 * @param name in lower case
 * @param argument a list of patterns, separated by commas; empty for {@code all}, {@code canonical} and {@code final}
 */
record Criterion(String name, boolean negated, String argument) {
    static final String FINAL = "final";
    private static final Set<String> ALONE = Set.of("all", "canonical", FINAL);

    /** Whether a condition holds. */
    enum Holds {
        YES,
        NO,
        /** Only ssh itself could say. */
        UNKNOWN
    }

    /**
     * What the criteria of one pass are compared with.
     *
     * @param original the name on ssh's command line
     * @param host the name after {@code HostName}, as far as set
     * @param user the user to log in as, as far as set
     */
    record Names(String original, String host, String user, String localUser) {}

    /** Empty if a criterion lacks its argument. */
    static Optional<List<Criterion>> parse(List<String> words) {
        List<Criterion> criteria = new ArrayList<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            boolean negated = word.startsWith("!");
            int equals = word.indexOf('=');
            String name = word.substring(negated ? 1 : 0, equals < 0 ? word.length() : equals)
                    .toLowerCase(Locale.ROOT);
            String argument = equals < 0 ? "" : word.substring(equals + 1);
            if (equals < 0 && !ALONE.contains(name)) {
                at++;
                argument = at < words.size() ? words.get(at) : "";
            }
            if (argument.isEmpty() != ALONE.contains(name)) {
                return Optional.empty();
            }
            criteria.add(new Criterion(name, negated, argument));
        }
        return Optional.of(criteria);
    }

    /** All of them: one that does not hold is enough for the line not to apply. */
    static Holds all(List<Criterion> criteria, Names names) {
        List<Holds> each = criteria.stream().map(one -> one.of(names)).toList();
        if (each.contains(Holds.NO)) {
            return Holds.NO;
        }
        return each.contains(Holds.UNKNOWN) ? Holds.UNKNOWN : Holds.YES;
    }

    private Holds of(Names names) {
        return switch (name) {
            case "all" -> holds(true);
            case "host" -> holds(lists(argument.toLowerCase(Locale.ROOT), names.host.toLowerCase(Locale.ROOT)));
            case "originalhost" ->
                holds(lists(argument.toLowerCase(Locale.ROOT), names.original.toLowerCase(Locale.ROOT)));
            case "user" -> holds(lists(argument, names.user));
            case "localuser" -> holds(lists(argument, names.localUser));
            default -> Holds.UNKNOWN;
        };
    }

    private Holds holds(boolean matches) {
        return matches != negated ? Holds.YES : Holds.NO;
    }

    private static boolean lists(String patterns, String name) {
        return Patterns.listMatches(List.of(patterns.split(",", -1)), name);
    }
}
