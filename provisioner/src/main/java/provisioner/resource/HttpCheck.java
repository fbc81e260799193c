package provisioner.resource;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.source.Fields;
import provisioner.source.Node;

/**
 * A request from the control machine must be answered so.
 *
 * @param status the expected status code; redirects are not followed
 * @param contains what the body must contain; empty for anything
 * @param headers {@code Name: value} lines that the answer must have
 */
public record HttpCheck(String url, int status, String contains, List<String> headers, Duration within)
        implements Check {
    private static final int OK = 200;
    private static final Duration WITHIN = Duration.ofSeconds(10);

    public HttpCheck {
        headers = List.copyOf(headers);
    }

    @Override
    public String title() {
        return "http " + url;
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "http";
        }

        @Override
        public Optional<HttpCheck> parse(Fields fields, Inputs inputs) {
            String url = fields.string("url");
            int status = fields.optionalInteger("status", 100, 599).orElse(OK);
            String contains = fields.optionalString("contains").orElse("");
            Duration within = fields.duration("within").orElse(WITHIN);
            List<String> headers = new ArrayList<>();
            for (Node.Scalar header : fields.scalars("headers")) {
                if (!header.text().matches("[A-Za-z0-9-]+: *\\S.*")) {
                    fields.problems()
                            .add(header.location(), "'" + header.text() + "' is not a header", "write Name: value");
                }
                headers.add(header.text());
            }
            if (!url.isEmpty() && !isUrl(url)) {
                fields.refuse(
                        "url", "'" + url + "' is not an http or https address", "such as https://www.example.org/");
            }
            return Optional.of(new HttpCheck(url, status, contains, headers, within));
        }

        private static boolean isUrl(String url) {
            try {
                URI uri = URI.create(url);
                return uri.getHost() != null
                        && uri.getScheme() != null
                        && Set.of("http", "https").contains(uri.getScheme());
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }
}
