package provisioner.resource.check;

import java.time.Duration;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.source.Fields;
import provisioner.state.PortRange;

/** A TCP port must accept connections, or must not. */
public record PortCheck(String address, int port, Expected expected, Vantage from, Duration within)
        implements StandardCheck {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    /** What is to become of an attempt to connect. */
    public enum Expected {
        OPEN,
        /** Refused, or no answer. */
        CLOSED,
        /** No answer: a firewall drops the attempt. */
        FILTERED
    }

    @Override
    public String title() {
        return "port " + address + ":" + port
                + switch (expected) {
                    case OPEN -> "";
                    case CLOSED -> " closed";
                    case FILTERED -> " filtered";
                };
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "port";
        }

        @Override
        public Optional<PortCheck> parse(Fields fields, Inputs inputs) {
            String address = fields.string("address");
            HttpFields.checkAddress(fields, "address", address);
            return Optional.of(new PortCheck(
                    address,
                    fields.integer("port", 1, PortRange.LAST),
                    expected(fields),
                    fields.oneOf("from", Vantage.class, Vantage.CONTROL),
                    fields.duration("within").orElse(WITHIN)));
        }

        private static Expected expected(Fields fields) {
            boolean open = fields.bool("open", true);
            boolean filtered = fields.bool("filtered", false);
            if (open && filtered) {
                fields.refuse("filtered", "a filtered port cannot be open", "add open: false");
            }
            if (open) {
                return Expected.OPEN;
            }
            return filtered ? Expected.FILTERED : Expected.CLOSED;
        }
    }
}
