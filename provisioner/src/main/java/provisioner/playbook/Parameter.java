package provisioner.playbook;

import java.util.Locale;
import java.util.Optional;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A parameter of a role.
 *
 * @param defaultValue empty if a value is required
 * @param inventoryOnly whether {@code -e} must not give it another value than the inventory does
 * @param sameIn a group whose hosts must all have the same value
 */
public record Parameter(
        String name,
        Location location,
        Type type,
        Optional<Node> defaultValue,
        boolean inventoryOnly,
        Optional<String> sameIn,
        String description) {

    /** The type of a value. */
    public enum Type {
        STRING,
        INTEGER,
        BOOLEAN,
        LIST,
        MAP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
