package provisioner.playbook;

import java.util.Locale;
import java.util.Optional;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * What a role wants to know.
 *
 * @param defaultValue empty where a value has to be given
 */
public record Parameter(String name, Location location, Type type, Optional<Node> defaultValue, String description) {

    /** What a value may be. */
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
