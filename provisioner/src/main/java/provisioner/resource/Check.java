package provisioner.resource;

import java.time.Duration;
import java.util.List;

/** An end-to-end assertion: it has no desired state of its own, and nothing to apply. Run by the engine. */
public sealed interface Check extends Declaration {

    /** How long it is tried again before it counts as failed. */
    Duration within();

    /**
     * A request from the control machine must be answered so.
     *
     * @param status the expected status code; redirects are not followed
     * @param contains what the body must contain; empty for anything
     * @param headers {@code Name: value} lines that the answer must have
     */
    record HttpCheck(String url, int status, String contains, List<String> headers, Duration within) implements Check {
        public HttpCheck {
            headers = List.copyOf(headers);
        }

        @Override
        public String title() {
            return "http " + url;
        }
    }

    /**
     * A TCP port must accept connections from the control machine, or must not.
     *
     * @param open whether a connection should be accepted
     */
    record PortCheck(String address, int port, boolean open, Duration within) implements Check {
        @Override
        public String title() {
            return "port " + address + ":" + port + (open ? "" : " closed");
        }
    }
}
