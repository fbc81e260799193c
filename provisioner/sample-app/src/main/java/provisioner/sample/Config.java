package provisioner.sample;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the environment says.
 *
 * @param writeUrl JDBC URL of the server that takes writes
 * @param readUrls JDBC URLs of those that are read from, in turn
 * @param host the name under which this process answers
 * @param retry how long is tried again what is safe to repeat
 */
record Config(
        InetSocketAddress listen,
        String writeUrl,
        List<String> readUrls,
        String user,
        String password,
        String version,
        String host,
        Duration retry) {
    private static final String DEFAULT_LISTEN = "127.0.0.1:8080";
    private static final int MOST_PORTS = 65535;

    Config {
        readUrls = List.copyOf(readUrls);
    }

    /**
     * Reads DB_WRITE_URL, DB_READ_URLS (with blanks between them; the one for writing without it), DB_USER, DB_PASSWORD,
     * DB_RETRY_SECONDS (none without it), LISTEN (ADDRESS:PORT), APP_VERSION and APP_HOST.
     *
     * @throws IllegalArgumentException with everything that is wrong, a line each
     */
    static Config of(Map<String, String> environment) {
        List<String> wrong = new ArrayList<>();
        String writeUrl = required("DB_WRITE_URL", environment, wrong);
        String user = required("DB_USER", environment, wrong);
        String password = required("DB_PASSWORD", environment, wrong);
        List<String> readUrls = Arrays.stream(
                        environment.getOrDefault("DB_READ_URLS", "").split("\\s+"))
                .filter(url -> !url.isEmpty())
                .toList();
        InetSocketAddress listen = listen(environment.getOrDefault("LISTEN", DEFAULT_LISTEN), wrong);
        Duration retry = seconds("DB_RETRY_SECONDS", environment.getOrDefault("DB_RETRY_SECONDS", "0"), wrong);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", wrong));
        }
        return new Config(
                listen,
                writeUrl,
                readUrls.isEmpty() ? List.of(writeUrl) : readUrls,
                user,
                password,
                environment.getOrDefault("APP_VERSION", "unknown"),
                environment.getOrDefault("APP_HOST", "unknown"),
                retry);
    }

    private static String required(String name, Map<String, String> environment, List<String> wrong) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            wrong.add(name + " is not set");
        }
        return value;
    }

    private static Duration seconds(String name, String text, List<String> wrong) {
        if (!text.matches("[0-9]{1,4}")) {
            wrong.add(name + " is '" + text + "', and not a number of seconds below 10000");
            return Duration.ZERO;
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static InetSocketAddress listen(String text, List<String> wrong) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 0 && port <= MOST_PORTS) {
                return new InetSocketAddress(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            // Said below, as for everything else that is no address.
        }
        wrong.add("LISTEN is '" + text + "', and not ADDRESS:PORT");
        return new InetSocketAddress(0);
    }
}
