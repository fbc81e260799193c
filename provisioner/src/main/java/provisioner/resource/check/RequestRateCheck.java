package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.source.Fields;

/**
 * The nginx of each host must count the requests that reach it.
 *
 * @param hosts whose counters are read
 * @param statusUrl where nginx's stub_status answers, as seen on the host itself
 * @param url where the check's own requests go
 * @param header the answers' header that names the host
 * @param period between the two readings, at least
 */
public record RequestRateCheck(
        List<String> hosts,
        String statusUrl,
        String url,
        String header,
        int requests,
        HttpRoute route,
        Duration period,
        Duration within)
        implements StandardCheck {
    private static final String STATUS_URL = "http://127.0.0.1:8081/nginx_status";
    private static final int REQUESTS = 60;
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration WITHIN = Duration.ofSeconds(10);

    public RequestRateCheck {
        hosts = List.copyOf(hosts);
    }

    @Override
    public String title() {
        return "request_rate " + url;
    }

    @Override
    public List<String> asks() {
        return hosts;
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "request_rate";
        }

        @Override
        public Optional<RequestRateCheck> parse(Fields fields, Inputs inputs) {
            return Optional.of(new RequestRateCheck(
                    BalancedCheck.hosts(fields),
                    HttpFields.url(fields, "status_url", STATUS_URL),
                    HttpFields.url(fields, "url"),
                    fields.optionalString("header").orElse(BalancedCheck.SERVED_BY),
                    fields.optionalInteger("requests", 1, BalancedCheck.MOST_REQUESTS)
                            .orElse(REQUESTS),
                    HttpRoute.parse(fields, inputs),
                    fields.duration("period").orElse(PERIOD),
                    fields.duration("within").orElse(WITHIN)));
        }
    }
}
