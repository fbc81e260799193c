package provisioner.resource;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Check.HttpCheck;
import provisioner.source.Fields;
import provisioner.source.Node;

/** {@code http}: a request that must be answered so. */
final class HttpType implements ResourceType {
    private static final int OK = 200;
    private static final Duration WITHIN = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Optional<Check> parse(Fields fields, Inputs inputs) {
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
            fields.refuse("url", "'" + url + "' is not an http or https address", "such as https://www.example.org/");
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
