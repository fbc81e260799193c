package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.source.Fields;

/**
 * A request must be answered so. Redirects are not followed.
 *
 * @param statuses the status codes that are expected, any of them
 * @param location what the header {@code Location} must be; empty for anything
 * @param contains what the body must contain; empty for anything
 * @param headers those that the answer must have
 */
public record HttpCheck(
        Method method,
        String url,
        List<HttpHeader> requestHeaders,
        String body,
        HttpRoute route,
        List<Integer> statuses,
        Optional<String> location,
        String contains,
        List<HttpHeader> headers,
        Duration within)
        implements StandardCheck {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

    public HttpCheck {
        requestHeaders = List.copyOf(requestHeaders);
        statuses = List.copyOf(statuses);
        headers = List.copyOf(headers);
    }

    /** The methods that a check may use. */
    public enum Method {
        GET,
        HEAD,
        OPTIONS,
        POST,
        PUT,
        PATCH,
        DELETE;

        /** Whether a request of this kind may carry a body. */
        boolean takesBody() {
            return switch (this) {
                case GET, HEAD, OPTIONS -> false;
                case POST, PUT, PATCH, DELETE -> true;
            };
        }
    }

    @Override
    public String title() {
        return method == Method.GET ? "http " + url : "http " + method + " " + url;
    }

    @Override
    public boolean writes() {
        return method.takesBody();
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "http";
        }

        @Override
        public Optional<HttpCheck> parse(Fields fields, Inputs inputs) {
            Method method = method(fields);
            String url = HttpFields.url(fields, "url");
            String body = fields.optionalString("body").orElse("");
            if (!body.isEmpty() && !method.takesBody()) {
                fields.refuse("body", "a " + method + " request must not have a body", "set 'method', such as POST");
            }
            Optional<String> location = fields.optionalString("location");
            return Optional.of(new HttpCheck(
                    method,
                    url,
                    HttpFields.headers(fields, "request_headers"),
                    body,
                    HttpRoute.parse(fields, inputs),
                    HttpFields.statuses(fields, location.isPresent() ? REDIRECTS : List.of(200)),
                    location,
                    fields.optionalString("contains").orElse(""),
                    HttpFields.headers(fields, "headers"),
                    fields.duration("within").orElse(WITHIN)));
        }

        private static Method method(Fields fields) {
            Optional<String> word = fields.optionalString("method");
            for (Method method : Method.values()) {
                if (word.filter(method.name()::equals).isPresent()) {
                    return method;
                }
            }
            word.ifPresent(other -> fields.refuse(
                    "method",
                    "'" + other + "' is not a supported method",
                    "use GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE"));
            return Method.GET;
        }
    }

    @Override
    public String toString() {
        return title();
    }
}
