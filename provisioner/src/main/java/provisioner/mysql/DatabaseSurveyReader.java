package provisioner.mysql;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlSurvey;
import provisioner.state.MysqlSurvey.Filter;
import provisioner.state.MysqlSurvey.Library;
import provisioner.state.MysqlSurvey.Origin;
import provisioner.state.MysqlSurvey.Proxy;
import provisioner.state.MysqlSurvey.Setting;
import provisioner.state.MysqlSurvey.Stored;

/** Reads with one multi-statement what a server has beside what steps ask for. Needs MySQL 8.0.22 or MariaDB 10.5, or later. */
final class DatabaseSurveyReader {
    private static final String NOTHING = "SELECT 1 FROM DUAL WHERE FALSE";

    private static final List<String> MYSQL = List.of("""
            SELECT VARIABLE_NAME AS variable_name, VARIABLE_SOURCE AS origin, VARIABLE_PATH AS path,
              IF(SET_USER = '' OR SET_USER IS NULL, '', CONCAT_WS('@', SET_USER, SET_HOST)) AS set_by,
              FLOOR(UNIX_TIMESTAMP(SET_TIME)) AS since
            FROM performance_schema.variables_info WHERE VARIABLE_SOURCE <> 'COMPILED'""", """
            SELECT VARIABLE_NAME AS variable_name
            FROM performance_schema.variables_by_thread WHERE THREAD_ID = PS_CURRENT_THREAD_ID()""", """
            SELECT User, Host, FLOOR(UNIX_TIMESTAMP(password_last_changed)) AS since,
              account_locked = 'Y' AND (authentication_string = '' OR authentication_string IS NULL)
                AND plugin LIKE '%password' AS is_role
            FROM mysql.user""", """
            SELECT FROM_USER AS user, FROM_HOST AS host FROM mysql.role_edges""", """
            SELECT component_urn AS name FROM mysql.component""", """
            SELECT CHANNEL_NAME AS channel, FILTER_NAME AS filter, FILTER_RULE AS rule, CONFIGURED_BY AS origin,
              FLOOR(UNIX_TIMESTAMP(ACTIVE_SINCE)) AS since
            FROM performance_schema.replication_applier_filters
            UNION SELECT '', FILTER_NAME, FILTER_RULE, CONFIGURED_BY, FLOOR(UNIX_TIMESTAMP(ACTIVE_SINCE))
            FROM performance_schema.replication_applier_global_filters""");

    /** Its filters are settings. */
    private static final List<String> MARIADB = List.of("""
            SELECT VARIABLE_NAME AS variable_name, GLOBAL_VALUE_ORIGIN AS origin, GLOBAL_VALUE_PATH AS path,
              DEFAULT_VALUE AS by_default
            FROM information_schema.SYSTEM_VARIABLES WHERE GLOBAL_VALUE_ORIGIN IN ('SQL', 'CONFIG', 'COMMAND-LINE')""", NOTHING, """
            SELECT User, Host, JSON_VALUE(Priv, '$.password_last_changed') AS since,
              JSON_VALUE(Priv, '$.is_role') IN ('1', 'true') AS is_role
            FROM mysql.global_priv""", NOTHING, NOTHING, NOTHING);

    /** What the server's own database of views has is the server's. */
    private static final List<String> BOTH =
            List.of("SELECT name, dl AS file FROM mysql.plugin", """
            SELECT name, dl AS file FROM mysql.func""", """
            SELECT CONCAT(EVENT_SCHEMA, '.', EVENT_NAME) AS name, DEFINER AS definer,
              CONCAT(LOWER(STATUS), ', ', IF(EXECUTE_AT IS NULL,
                CONCAT('every ', INTERVAL_VALUE, ' ', LOWER(INTERVAL_FIELD)), CONCAT('at ', EXECUTE_AT))) AS detail,
              FLOOR(UNIX_TIMESTAMP(LAST_ALTERED)) AS since
            FROM information_schema.EVENTS""", """
            SELECT CONCAT(TRIGGER_SCHEMA, '.', TRIGGER_NAME) AS name, DEFINER AS definer,
              CONCAT(LOWER(ACTION_TIMING), ' ', LOWER(EVENT_MANIPULATION), ' on ', EVENT_OBJECT_TABLE) AS detail,
              FLOOR(UNIX_TIMESTAMP(CREATED)) AS since
            FROM information_schema.TRIGGERS
            WHERE NOT (TRIGGER_SCHEMA = 'sys' AND DEFINER IN ('mysql.sys@localhost', 'mariadb.sys@localhost'))""", """
            SELECT CONCAT(ROUTINE_SCHEMA, '.', ROUTINE_NAME) AS name, DEFINER AS definer,
              CONCAT(LOWER(ROUTINE_TYPE), ' with the rights of its ', LOWER(SECURITY_TYPE)) AS detail,
              FLOOR(UNIX_TIMESTAMP(LAST_ALTERED)) AS since
            FROM information_schema.ROUTINES
            WHERE NOT (ROUTINE_SCHEMA = 'sys' AND DEFINER IN ('mysql.sys@localhost', 'mariadb.sys@localhost'))""", """
            SELECT User, Host, Proxied_user, Proxied_host, FLOOR(UNIX_TIMESTAMP(`Timestamp`)) AS since
            FROM mysql.proxies_priv""");

    private final List<List<Map<String, String>>> results;

    private DatabaseSurveyReader(List<List<Map<String, String>>> results) {
        this.results = results;
    }

    static MysqlSurvey read(Session session) throws SQLException {
        return of(session.read(queries(session.mariadb())));
    }

    static List<String> queries(boolean mariadb) {
        return Stream.concat((mariadb ? MARIADB : MYSQL).stream(), BOTH.stream())
                .toList();
    }

    /** @param results the rows of each query, with column names in lower case */
    static MysqlSurvey of(List<List<Map<String, String>>> results) {
        return new DatabaseSurveyReader(results).survey();
    }

    private MysqlSurvey survey() {
        SortedMap<MysqlAccount.Name, Long> changed = new TreeMap<>();
        results.get(2).forEach(row -> changed.put(account(row), number(row, "since")));
        return new MysqlSurvey(
                settings(),
                changed,
                roles(),
                libraries(results.get(6)),
                results.get(4).stream().map(row -> text(row, "name")).toList(),
                libraries(results.get(7)),
                Stream.of(stored("event", 8), stored("trigger", 9), stored("routine", 10))
                        .flatMap(each -> each)
                        .toList(),
                results.get(11).stream().map(DatabaseSurveyReader::proxy).toList(),
                results.get(5).stream()
                        .filter(row -> !text(row, "rule").isEmpty())
                        .map(DatabaseSurveyReader::filter)
                        .toList());
    }

    private SortedMap<String, Setting> settings() {
        Set<String> ofSession =
                results.get(1).stream().map(DatabaseSurveyReader::variable).collect(Collectors.toSet());
        boolean known = !ofSession.isEmpty();
        SortedMap<String, Setting> settings = new TreeMap<>();
        for (Map<String, String> row : results.get(0)) {
            boolean mariadb = row.containsKey("by_default");
            String name = variable(row);
            settings.put(
                    name,
                    new Setting(
                            origin(text(row, "origin")),
                            text(row, "path"),
                            text(row, "set_by"),
                            number(row, "since"),
                            // Without its performance schema, MySQL does not say which ones sessions can set.
                            !mariadb && (!known || ofSession.contains(name)),
                            text(row, "by_default")));
        }
        return settings;
    }

    private static String variable(Map<String, String> row) {
        return text(row, "variable_name").toLowerCase(Locale.ROOT);
    }

    private static Origin origin(String word) {
        return switch (word) {
            case "DYNAMIC", "SQL" -> Origin.RUNNING;
            case "PERSISTED" -> Origin.PERSISTED;
            default -> Origin.START;
        };
    }

    private Set<MysqlAccount.Name> roles() {
        Set<MysqlAccount.Name> roles = new HashSet<>();
        results.get(2).stream().filter(row -> text(row, "is_role").equals("1")).forEach(row -> roles.add(account(row)));
        results.get(3).forEach(row -> roles.add(account(row)));
        return roles;
    }

    private static List<Library> libraries(List<Map<String, String>> rows) {
        return rows.stream()
                .map(row -> new Library(text(row, "name"), text(row, "file")))
                .toList();
    }

    private Stream<Stored> stored(String kind, int query) {
        return results.get(query).stream()
                .map(row -> new Stored(
                        kind, text(row, "name"), text(row, "definer"), text(row, "detail"), number(row, "since")));
    }

    private static Proxy proxy(Map<String, String> row) {
        return new Proxy(
                account(row),
                new MysqlAccount.Name(text(row, "proxied_user"), text(row, "proxied_host")),
                number(row, "since"));
    }

    private static Filter filter(Map<String, String> row) {
        return new Filter(
                text(row, "channel"),
                text(row, "filter"),
                text(row, "rule"),
                text(row, "origin").startsWith("STARTUP"),
                number(row, "since"));
    }

    private static MysqlAccount.Name account(Map<String, String> row) {
        return new MysqlAccount.Name(text(row, "user"), text(row, "host"));
    }

    private static long number(Map<String, String> row, String column) {
        String text = text(row, column);
        return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }
}
