package provisioner.inventory;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Cidr;

/** Where the hosts reach each other's services. No two hosts can have the same one. */
final class ServiceAddresses {
    private record Used(String host, Node.Scalar address, boolean own) {}

    private final Problems problems;
    private final Map<String, Used> used = new HashMap<>();

    ServiceAddresses(Problems problems) {
        this.problems = problems;
    }

    /**
     * The host's service address.
     *
     * @param written its {@code service_address}
     * @param otherwise its address for SSH
     */
    String of(String host, Optional<Node.Scalar> written, Node.Scalar otherwise) {
        Used here = new Used(host, written.orElse(otherwise), written.isPresent());
        Used first = used.putIfAbsent(normal(here.address.text()), here);
        // Hosts behind one forwarded address are told apart by their SSH ports, until one of them is given another
        // address.
        if (first != null && (first.own || here.own)) {
            Node.Scalar at = here.own ? here.address : first.address;
            problems.add(
                    at.location(),
                    "'" + at.text() + "' must not be the service address of both " + first.host + " and " + host,
                    "give each host the address at which the others reach it");
        }
        return here.address.text();
    }

    private static String normal(String text) {
        return Cidr.parse(text).map(Cidr::toString).orElseGet(() -> text.toLowerCase(Locale.ROOT));
    }
}
