package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.source.Fields;
import provisioner.source.Node;

/**
 * Requests on new connections must be answered by every one of these hosts, and by no other.
 *
 * @param header the answer's header that names the host
 */
public record BalancedCheck(
        String url, List<String> hosts, String header, int requests, HttpRoute route, Duration within)
        implements StandardCheck {
    static final String SERVED_BY = "X-Served-By";
    static final int MOST_REQUESTS = 10_000;
    private static final int REQUESTS_A_HOST = 10;
    private static final Duration WITHIN = Duration.ofSeconds(10);

    public BalancedCheck {
        hosts = List.copyOf(hosts);
    }

    @Override
    public String title() {
        return "balanced " + url;
    }

    @Override
    public List<String> needs() {
        return hosts;
    }

    static List<String> hosts(Fields fields) {
        List<String> hosts = fields.words("hosts").stream()
                .map(Node.Scalar::text)
                .distinct()
                .sorted()
                .toList();
        if (hosts.isEmpty()) {
            fields.problems().add(fields.at("hosts"), "'hosts' must not be empty", "such as [web-1, web-2]");
        }
        return hosts;
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "balanced";
        }

        @Override
        public Optional<BalancedCheck> parse(Fields fields, Inputs inputs) {
            List<String> hosts = hosts(fields);
            return Optional.of(new BalancedCheck(
                    HttpFields.url(fields, "url"),
                    hosts,
                    fields.optionalString("header").orElse(SERVED_BY),
                    fields.optionalInteger("requests", 1, MOST_REQUESTS).orElse(REQUESTS_A_HOST * hosts.size()),
                    HttpRoute.parse(fields, inputs),
                    fields.duration("within").orElse(WITHIN)));
        }
    }
}
