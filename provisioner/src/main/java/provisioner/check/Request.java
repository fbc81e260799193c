package provisioner.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import provisioner.resource.check.HttpHeader;
import provisioner.resource.check.HttpRoute;

/**
 * One HTTP request. It uses its own connection and does not follow redirects.
 *
 * @param body empty for none
 */
record Request(String method, String url, List<HttpHeader> headers, String body, HttpRoute route) {
    private static final String CONTENT_TYPE = "Content-Type";

    Request {
        List<HttpHeader> all = new ArrayList<>(headers);
        if (!body.isEmpty() && headers.stream().noneMatch(h -> h.name().equalsIgnoreCase(CONTENT_TYPE))) {
            all.add(new HttpHeader(CONTENT_TYPE, "text/plain; charset=utf-8"));
        }
        headers = List.copyOf(all);
    }

    static Request get(String url, HttpRoute route) {
        return new Request("GET", url, List.of(), "", route);
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(HttpHeader::value)
                .findFirst();
    }

    @Override
    public String toString() {
        return method + " " + url;
    }
}
