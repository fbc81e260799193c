package provisioner.resource;

import java.time.Duration;
import java.util.Optional;
import provisioner.source.Fields;

/**
 * A TCP port must accept connections from the control machine, or must not.
 *
 * @param open whether a connection should be accepted
 */
public record PortCheck(String address, int port, boolean open, Duration within) implements Check {
    private static final int LAST_PORT = 65535;
    private static final Duration WITHIN = Duration.ofSeconds(10);

    @Override
    public String title() {
        return "port " + address + ":" + port + (open ? "" : " closed");
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "port";
        }

        @Override
        public Optional<PortCheck> parse(Fields fields, Inputs inputs) {
            String address = fields.string("address");
            if (!address.matches("[A-Za-z0-9.:_-]*")) {
                fields.refuse("address", "'" + address + "' is neither a name nor an address", "such as 198.51.100.11");
            }
            return Optional.of(new PortCheck(
                    address,
                    fields.integer("port", 1, LAST_PORT),
                    fields.bool("open", true),
                    fields.duration("within").orElse(WITHIN)));
        }
    }
}
