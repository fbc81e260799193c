package provisioner.resource.check;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Scalars;
import provisioner.state.Cidr;

/** Parameters that requests over HTTP have. */
public final class HttpFields {
    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9-]+): *(\\S.*)");
    private static final String EXAMPLE = "such as https://www.example.org/";

    private HttpFields() {}

    /** An http or https address that has to be there; "" after a problem. */
    public static String url(Fields fields, String key) {
        String url = fields.string(key);
        checkUrl(fields, key, url, url);
        return url;
    }

    static String url(Fields fields, String key, String otherwise) {
        String url = fields.optionalString(key).orElse(otherwise);
        checkUrl(fields, key, url, url);
        return url;
    }

    /**
     * @param written what stands in the file
     * @param url what comes of it
     */
    static void checkUrl(Fields fields, String key, String written, String url) {
        if (!url.isEmpty() && !isUrl(url)) {
            fields.refuse(key, "'" + key + "' must be an http or https URL, found '" + written + "'", EXAMPLE);
        }
    }

    /** A host's name or address; "" is for {@link Fields} to report. */
    public static void checkAddress(Fields fields, String key, String address) {
        if (!address.matches("[A-Za-z0-9.:_-]*")) {
            fields.refuse(key, "invalid address '" + address + "'", "use a host name or an IP address");
        } else {
            Cidr.wrongHost(address)
                    .ifPresent(wrong -> fields.refuse(key, "'" + address + "' " + wrong, Cidr.OTHER_FORMS));
        }
    }

    private static boolean isUrl(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null
                    && Cidr.wrongHost(uri.getHost().replaceAll("[\\[\\]]", "")).isEmpty()
                    && uri.getScheme() != null
                    && Set.of("http", "https").contains(uri.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The status codes that are accepted, any of them. */
    public static List<Integer> statuses(Fields fields, List<Integer> otherwise) {
        List<Integer> statuses = new ArrayList<>();
        for (Node.Scalar status : fields.scalars("status")) {
            Scalars.integer(status, "'status'", 100, 599, fields.problems()).ifPresent(statuses::add);
        }
        return statuses.isEmpty() ? otherwise : statuses;
    }

    static List<HttpHeader> headers(Fields fields, String key) {
        List<HttpHeader> headers = new ArrayList<>();
        for (Node.Scalar line : fields.scalars(key)) {
            var matcher = HEADER.matcher(line.text());
            if (matcher.matches()) {
                headers.add(new HttpHeader(matcher.group(1), matcher.group(2).strip()));
            } else {
                fields.problems().add(line.location(), "invalid header '" + line.text() + "'", "write Name: value");
            }
        }
        return headers;
    }
}
