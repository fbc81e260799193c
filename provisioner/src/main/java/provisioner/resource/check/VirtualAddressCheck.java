package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.source.Fields;
import provisioner.state.Cidr;

/**
 * One of the hosts, and only one, must have the address.
 *
 * @param address an IP address
 */
public record VirtualAddressCheck(String address, List<String> hosts, Duration within) implements StandardCheck {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    public VirtualAddressCheck {
        hosts = List.copyOf(hosts);
    }

    @Override
    public String title() {
        return "virtual_address " + address;
    }

    @Override
    public List<String> asks() {
        return hosts;
    }

    /** If the holder dies, another one must have the address. */
    @Override
    public List<String> needs() {
        return List.of();
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "virtual_address";
        }

        @Override
        public Optional<VirtualAddressCheck> parse(Fields fields, Inputs inputs) {
            String address = fields.string("address");
            if (!address.isEmpty()
                    && (address.indexOf('/') >= 0 || Cidr.parse(address).isEmpty())) {
                String message = "'address' must be an IP address, found '" + address + "'";
                fields.refuse("address", message, "such as 203.0.113.100");
            }
            return Optional.of(new VirtualAddressCheck(
                    address,
                    BalancedCheck.hosts(fields),
                    fields.duration("within").orElse(WITHIN)));
        }
    }
}
