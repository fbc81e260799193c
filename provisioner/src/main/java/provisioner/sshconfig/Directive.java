package provisioner.sshconfig;

import java.util.List;
import provisioner.source.Location;

/**
 * One line of a configuration that sets something.
 *
 * @param keyword in lower case
 * @param rest what follows the keyword, as written
 * @param within the conditions under which it holds, all of them
 */
record Directive(Location at, String keyword, String rest, List<String> arguments, List<Condition> within) {

    /** A block that a line stands in. */
    sealed interface Condition {
        /** {@code Host}: one pattern matches and no negated one does. */
        record Host(List<String> patterns) implements Condition {}

        /** {@code Match}, of which it is not known when it holds. */
        record Match(Location at, String criteria) implements Condition {}
    }

    Directive {
        arguments = List.copyOf(arguments);
        within = List.copyOf(within);
    }

    /** Whether every {@code Host} around it matches; what is in a {@code Match} may still not hold. */
    boolean concerns(String alias) {
        return within.stream()
                .allMatch(condition ->
                        !(condition instanceof Condition.Host host) || Patterns.listMatches(host.patterns(), alias));
    }

    String argument() {
        return arguments.getFirst();
    }
}
