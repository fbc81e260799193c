package provisioner.resource.check;

import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of a configuration file for {@code curl}, for a request from a host. curl reads it from standard input, and the
 * CA from descriptor 3, so that no process list shows a request. For the quoting see curl(1), {@code --config}.
 */
public final class CurlConfig {
    private static final int MOST_BODY = 4 << 20;

    private CurlConfig() {}

    /** Lines, each with its end. */
    public static String of(String url, HttpRoute route, long connectSeconds, long seconds) {
        List<String> lines = new ArrayList<>(List.of("silent", "globoff", "path-as-is"));
        lines.add(option("url", url));
        lines.add(option("user-agent", "provisioner"));
        lines.add(option("noproxy", "*"));
        lines.add(option("proto", "=http,https"));
        route.resolveTo().ifPresent(to -> lines.add(option("connect-to", "::" + bracketed(to) + ":")));
        if (route.ca().isPresent()) {
            lines.add(option("cacert", "/dev/fd/3"));
            // Otherwise curl would also trust the certificates that the host trusts.
            lines.add(option("capath", "/dev/null"));
        }
        lines.add(option("connect-timeout", String.valueOf(connectSeconds)));
        lines.add(option("max-time", String.valueOf(seconds)));
        lines.add(option("max-filesize", String.valueOf(MOST_BODY)));
        return String.join("\n", lines) + "\n";
    }

    private static String bracketed(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    public static String option(String name, String value) {
        String escaped = value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return name + " = \"" + escaped + "\"";
    }
}
