package provisioner.resource.check;

import java.util.Optional;
import java.util.Set;
import provisioner.resource.Check;

/** The checks that come with the tool, each of which has a runner in package {@code provisioner.check}. */
public sealed interface StandardCheck extends Check
        permits BalancedCheck,
                HeartbeatCheck,
                HttpCheck,
                LinksCheck,
                MembersCheck,
                PortCheck,
                PrometheusCheck,
                RequestRateCheck,
                RoundTripCheck,
                SucceedsCheck,
                TlsCheck,
                VirtualAddressCheck {

    /** A check sends its parameters on; only a host's name or an address becomes an argument on a host. */
    @Override
    default Optional<String> exposes(String parameter) {
        return Set.of("name", "address", "server_name").contains(parameter)
                ? Check.super.exposes(parameter)
                : Optional.empty();
    }
}
