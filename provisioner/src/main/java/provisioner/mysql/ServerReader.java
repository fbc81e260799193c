package provisioner.mysql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlServer;

/** Reads the state of a server with one multi-statement. Needs MySQL 8.0.22 or MariaDB 10.5, or later. */
final class ServerReader {
    private static final List<String> BOTH = List.of("SHOW GLOBAL VARIABLES", """
            SELECT SCHEMA_NAME AS name, DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation
            FROM information_schema.SCHEMATA
            WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')""", """
            SELECT TABLE_NAME FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = 'provisioner' AND TABLE_NAME = 'heartbeat'""");

    private static final String MYSQL_ACCOUNTS = """
            SELECT User, Host, plugin, HEX(authentication_string) AS secret_hash, ssl_type, account_locked AS is_locked
            FROM mysql.user""";

    private static final String MARIADB_ACCOUNTS = """
            SELECT User, Host, plugin, HEX(authentication_string) AS secret_hash, ssl_type,
              IF(JSON_VALUE(g.Priv, '$.account_locked') IN ('1', 'true')
                OR JSON_VALUE(g.Priv, '$.is_role') IN ('1', 'true'), 'Y', 'N') AS is_locked
            FROM mysql.user JOIN mysql.global_priv g USING (User, Host)""";

    private static final String PERSISTED = """
            SELECT VARIABLE_NAME AS variable_name, VARIABLE_VALUE AS value
            FROM performance_schema.persisted_variables""";

    /** The members of its group, as it sees them; and the account with which it gets what it missed. */
    private static final List<String> GROUP = List.of("""
            SELECT MEMBER_ID = @@GLOBAL.server_uuid AS own, MEMBER_HOST AS address, MEMBER_STATE AS state,
              MEMBER_ROLE AS role, MEMBER_VERSION AS member_version,
              COALESCE(COUNT_TRANSACTIONS_IN_QUEUE + COUNT_TRANSACTIONS_REMOTE_IN_APPLIER_QUEUE, 0) AS queue
            FROM performance_schema.replication_group_members
            LEFT JOIN performance_schema.replication_group_member_stats USING (MEMBER_ID)""", """
            SELECT CONCAT(User_name, ' ', SHA2(User_password, 256)) AS recovery
            FROM mysql.slave_master_info WHERE Channel_name = 'group_replication_recovery'""");

    private static final String NOTHING = "SELECT 1 FROM DUAL WHERE FALSE";

    /** Each query gives the columns grantee, `on`, granted and grantable. */
    private static final List<String> GRANTS = List.of("""
            SELECT GRANTEE AS grantee, '*.*' AS `on`, PRIVILEGE_TYPE AS granted, IS_GRANTABLE AS grantable
            FROM information_schema.USER_PRIVILEGES""", """
            SELECT GRANTEE AS grantee, CONCAT('`', TABLE_SCHEMA, '`.*') AS `on`, PRIVILEGE_TYPE AS granted,
              IS_GRANTABLE AS grantable
            FROM information_schema.SCHEMA_PRIVILEGES""", """
            SELECT GRANTEE AS grantee, CONCAT('`', TABLE_SCHEMA, '`.`', TABLE_NAME, '`') AS `on`,
              PRIVILEGE_TYPE AS granted, IS_GRANTABLE AS grantable
            FROM information_schema.TABLE_PRIVILEGES""", """
            SELECT GRANTEE AS grantee, CONCAT('`', TABLE_SCHEMA, '`.`', TABLE_NAME, '`') AS `on`,
              CONCAT(PRIVILEGE_TYPE, ' (`', COLUMN_NAME, '`)') AS granted, IS_GRANTABLE AS grantable
            FROM information_schema.COLUMN_PRIVILEGES""", """
            SELECT CONCAT('''', User, '''@''', Host, '''') AS grantee,
              CONCAT(Routine_type, ' `', Db, '`.`', Routine_name, '`') AS `on`, Proc_priv AS granted, 'NO' AS grantable
            FROM mysql.procs_priv""");

    private static final String MYSQL_ROLES = """
            SELECT CONCAT('''', TO_USER, '''@''', TO_HOST, '''') AS grantee, 'role' AS `on`,
              CONCAT('`', FROM_USER, '`@`', FROM_HOST, '`') AS granted, 'NO' AS grantable
            FROM mysql.role_edges""";

    /** With what roles may do globally, which its other tables do not say. */
    private static final String MARIADB_ROLES = """
            SELECT CONCAT('''', User, '''@''', Host, '''') AS grantee, 'role' AS `on`,
              CONCAT('`', Role, '`') AS granted, 'NO' AS grantable
            FROM mysql.roles_mapping
            UNION SELECT CONCAT('''', User, '''@'''''), '*.*', 'GLOBAL PRIVILEGES', 'NO' FROM mysql.global_priv
            WHERE JSON_VALUE(Priv, '$.is_role') IN ('1', 'true') AND JSON_VALUE(Priv, '$.access') > 0""";

    private final List<List<Map<String, String>>> results;

    private ServerReader(List<List<Map<String, String>>> results) {
        this.results = results;
    }

    static MysqlServer read(Session session) throws SQLException {
        List<String> queries = new ArrayList<>(BOTH);
        queries.addAll(session.mariadb() ? ReplicationReader.MARIADB : ReplicationReader.MYSQL);
        queries.add(session.mariadb() ? MARIADB_ACCOUNTS : MYSQL_ACCOUNTS);
        queries.add(session.mariadb() ? NOTHING : PERSISTED);
        queries.addAll(session.mariadb() ? List.of(NOTHING, NOTHING) : GROUP);
        queries.addAll(GRANTS);
        queries.add(session.mariadb() ? MARIADB_ROLES : MYSQL_ROLES);
        return new ServerReader(session.read(queries)).server();
    }

    private MysqlServer server() {
        SortedMap<String, String> variables = pairs(results.get(0));
        return new MysqlServer(
                variables.getOrDefault("version", ""),
                variables,
                pairs(results.get(7)),
                databases(),
                accounts(),
                ReplicationReader.read(results.get(3), results.get(4), results.get(5)),
                group(variables),
                !results.get(2).isEmpty(),
                false,
                false);
    }

    private static SortedMap<String, String> pairs(List<Map<String, String>> rows) {
        SortedMap<String, String> pairs = new TreeMap<>();
        rows.forEach(row -> pairs.put(text(row, "variable_name").toLowerCase(Locale.ROOT), text(row, "value")));
        return pairs;
    }

    /** Without its plugin a server has no variables about a group. With the plugin alone it is in none. */
    private Optional<MysqlGroup> group(SortedMap<String, String> variables) {
        String name = variables.getOrDefault("group_replication_group_name", "");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, MysqlGroup.Member> members = new TreeMap<>();
        Map<String, String> own = Map.of();
        for (Map<String, String> row : results.get(8)) {
            own = text(row, "own").equals("1") ? row : own;
            members.put(
                    text(row, "address"),
                    new MysqlGroup.Member(
                            text(row, "state"),
                            text(row, "role"),
                            text(row, "member_version"),
                            Long.parseLong(text(row, "queue"))));
        }
        String recovery = results.get(9).stream()
                .map(row -> text(row, "recovery"))
                .findFirst()
                .orElse("");
        return Optional.of(
                new MysqlGroup(name, own.getOrDefault("state", "OFFLINE"), text(own, "role"), members, recovery));
    }

    private SortedMap<String, MysqlServer.Database> databases() {
        SortedMap<String, MysqlServer.Database> databases = new TreeMap<>();
        results.get(1)
                .forEach(row -> databases.put(
                        text(row, "name"), new MysqlServer.Database(text(row, "charset"), text(row, "collation"))));
        return databases;
    }

    private SortedMap<MysqlAccount.Name, MysqlAccount> accounts() {
        Map<MysqlAccount.Name, SortedMap<String, SortedSet<String>>> grants = new TreeMap<>();
        results.subList(10, results.size()).forEach(rows -> rows.forEach(row -> grant(grants, row)));
        SortedMap<MysqlAccount.Name, MysqlAccount> accounts = new TreeMap<>();
        for (Map<String, String> row : results.get(6)) {
            MysqlAccount.Name name = new MysqlAccount.Name(text(row, "user"), text(row, "host"));
            accounts.put(
                    name,
                    new MysqlAccount(
                            text(row, "plugin"),
                            text(row, "secret_hash"),
                            Set.of("ANY", "X509", "SPECIFIED").contains(text(row, "ssl_type")),
                            text(row, "is_locked").equals("Y"),
                            grants.getOrDefault(name, new TreeMap<>())));
        }
        return accounts;
    }

    private static void grant(
            Map<MysqlAccount.Name, SortedMap<String, SortedSet<String>>> grants, Map<String, String> row) {
        Optional<MysqlAccount.Name> name = grantee(text(row, "grantee"));
        SortedSet<String> privileges = new TreeSet<>();
        for (String privilege : text(row, "granted").split(",")) {
            if (!privilege.equalsIgnoreCase("USAGE") && !privilege.isEmpty()) {
                privileges.add(text(row, "on").equals("role") ? privilege : upper(privilege));
            }
        }
        if (text(row, "grantable").equals("YES")) {
            privileges.add("GRANT OPTION");
        }
        if (name.isPresent() && !privileges.isEmpty()) {
            grants.computeIfAbsent(name.get(), n -> new TreeMap<>())
                    .computeIfAbsent(text(row, "on"), on -> new TreeSet<>())
                    .addAll(privileges);
        }
    }

    /** Upper case, except for the name of a column. */
    private static String upper(String privilege) {
        int column = privilege.indexOf(" (`");
        return column < 0
                ? privilege.toUpperCase(Locale.ROOT)
                : privilege.substring(0, column).toUpperCase(Locale.ROOT) + privilege.substring(column);
    }

    /** {@code 'user'@'host'}. */
    private static Optional<MysqlAccount.Name> grantee(String text) {
        int at = text.lastIndexOf("'@'");
        return at < 1 || !text.endsWith("'")
                ? Optional.empty()
                : Optional.of(new MysqlAccount.Name(text.substring(1, at), text.substring(at + 3, text.length() - 1)));
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }
}
