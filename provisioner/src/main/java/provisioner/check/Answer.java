package provisioner.check;

import java.util.List;
import java.util.Optional;
import provisioner.resource.check.HttpHeader;

/** The answer of an HTTP server. The body is read as UTF-8. */
record Answer(int status, List<HttpHeader> headers, String body) {
    Answer {
        headers = List.copyOf(headers);
    }

    List<String> values(String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(HttpHeader::value)
                .toList();
    }

    /** The first value of a header. */
    Optional<String> header(String name) {
        return values(name).stream().findFirst();
    }

    boolean ok() {
        return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
        return "status " + status;
    }
}
