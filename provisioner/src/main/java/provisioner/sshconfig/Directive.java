package provisioner.sshconfig;

import java.util.List;
import provisioner.source.Location;

/**
 * One line of a configuration that sets an option.
 *
 * @param keyword in lower case
 * @param rest the text after the keyword, as written
 * @param within the conditions that must all hold
 */
record Directive(Location at, String keyword, String rest, List<String> arguments, List<Condition> within) {

    /** A block around a line. */
    sealed interface Condition {
        /** {@code Host}: one pattern matches and no negated one does. */
        record Host(List<String> patterns) implements Condition {}

        /** {@code Match}: all criteria hold. */
        record Match(Location at, String text, List<Criterion> criteria) implements Condition {}
    }

    Directive {
        arguments = List.copyOf(arguments);
        within = List.copyOf(within);
    }

    String argument() {
        return arguments.getFirst();
    }
}
