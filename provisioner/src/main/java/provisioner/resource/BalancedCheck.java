package provisioner.resource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import provisioner.source.Fields;

/**
 * Requests on new connections must be answered by every one of these hosts, and by no other.
 *
 * @param header the answer's header that names the host
 */
public record BalancedCheck(
        String url, List<String> hosts, String header, int requests, HttpRoute route, Duration within)
        implements Check {
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

    /** A text may hold several names with blanks or commas between them, as a template writes them. */
    static List<String> hosts(Fields fields) {
        Set<String> names = new TreeSet<>();
        fields.stringList("hosts")
                .forEach(text -> names.addAll(List.of(text.strip().split("[\\s,]+"))));
        names.remove("");
        List<String> hosts = List.copyOf(names);
        if (hosts.isEmpty()) {
            fields.problems().add(fields.at("hosts"), "'hosts' names the hosts that answer", "such as [web-1, web-2]");
        }
        return hosts;
    }

    static final class Type implements ResourceType {
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
