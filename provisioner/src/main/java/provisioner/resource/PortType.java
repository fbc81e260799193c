package provisioner.resource;

import java.time.Duration;
import java.util.Optional;
import provisioner.resource.Check.PortCheck;
import provisioner.source.Fields;

/** {@code port}: a TCP port that must accept connections, or must not. */
final class PortType implements ResourceType {
    private static final int LAST_PORT = 65535;
    private static final Duration WITHIN = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "port";
    }

    @Override
    public Optional<Check> parse(Fields fields, Inputs inputs) {
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
