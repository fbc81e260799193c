package provisioner.record;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a record is: {@code jdbc:mysql://USER@HOST:PORT/DATABASE?PARAMETER=VALUE}. One server, and never a password.
 *
 * @param parameters of MySQL Connector/J
 */
public record RecordUrl(String host, int port, String database, String user, SequencedMap<String, String> parameters) {
    private static final int PORT = 3306;

    private static final Pattern URL = Pattern.compile("jdbc:(?:mysql|mariadb)://(?:(?<user>[^@/?]*)@)?"
            + "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::(?<port>\\d{1,5}))?"
            + "/(?<database>[A-Za-z0-9_$-]+)(?:\\?(?<parameters>.*))?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.]+");

    private static final Pattern SECRET = Pattern.compile("(?i).*(password|passwd|pwd).*");

    /** A record must not hold up a run. Whoever needs more says so in the URL. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "connectTimeout", "5000",
            "socketTimeout", "60000",
            "rewriteBatchedStatements", "true",
            "characterEncoding", "UTF-8");

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException with a message for users, which does not contain the URL
     */
    public static RecordUrl parse(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "must be jdbc:mysql://USER@HOST:PORT/DATABASE or jdbc:mariadb://USER@HOST:PORT/DATABASE");
        }
        SequencedMap<String, String> parameters = parameters(parts.group("parameters"));
        String user = user(parts.group("user"), parameters.remove("user"));
        int port = parts.group("port") == null ? PORT : Integer.parseInt(parts.group("port"));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("must have a port from 1 to 65535");
        }
        return new RecordUrl(
                parts.group("host").toLowerCase(Locale.ROOT), port, parts.group("database"), user, parameters);
    }

    private static String user(@Nullable String before, @Nullable String parameter) {
        if (before != null && before.contains(":")) {
            throw withPassword();
        }
        if (before != null && parameter != null) {
            throw new IllegalArgumentException("must name its user once");
        }
        String user = before == null ? parameter : before;
        if (user == null || user.isEmpty()) {
            throw new IllegalArgumentException("must name its user: jdbc:mysql://USER@HOST/DATABASE");
        }
        return decoded(user);
    }

    private static IllegalArgumentException withPassword() {
        return new IllegalArgumentException("must not contain a password, which every user of this machine could read");
    }

    private static SequencedMap<String, String> parameters(@Nullable String text) {
        SequencedMap<String, String> parameters = new LinkedHashMap<>();
        for (String one : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int at = one.indexOf('=');
            if (at < 1 || !NAME.matcher(one.substring(0, at)).matches()) {
                throw new IllegalArgumentException("must have parameters of the form name=value");
            }
            String name = one.substring(0, at);
            if (SECRET.matcher(name).matches()) {
                throw withPassword();
            }
            parameters.put(name, one.substring(at + 1));
        }
        return parameters;
    }

    private static String decoded(String user) {
        return URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** For the driver, which takes user and password apart from it. */
    String jdbc() {
        SequencedMap<String, String> all = new LinkedHashMap<>(parameters);
        DEFAULTS.forEach(all::putIfAbsent);
        return place()
                + all.entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .collect(Collectors.joining("&", "?", ""));
    }

    /** Without user and parameters: the same for all who write the same record. */
    public String place() {
        return "jdbc:mysql://" + host + ":" + port + "/" + database;
    }
}
