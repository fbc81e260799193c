package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.SqlChange;
import provisioner.state.SqlChange.Undoable;
import provisioner.state.SqlStatement;

/**
 * Where a replica replicates from.
 *
 * @param name for people
 * @param ca the file, on the replica, of the authority that has signed the source's certificate, which is then checked
 *     against its address; without it the traffic is encrypted, but nobody knows to whom
 * @param account for replication, with the port of the source
 * @param seed the account with which a copy of the source's data is taken
 */
record MysqlSource(String name, String address, Optional<String> ca, MysqlLogin account, MysqlLogin seed) {
    /**
     * How often a replica tries to connect, every five seconds. MySQL gives up after ten times since 8.4, and nobody would follow
     * a source that comes back after a minute. MariaDB tries longer by itself.
     */
    static final String RETRIES = "86400";

    /** As the replica will show it. */
    MysqlServer.Replication running() {
        return new MysqlServer.Replication(
                address,
                account.port(),
                account.user(),
                true,
                ca.isPresent(),
                true,
                "Yes",
                "Yes",
                "",
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeMap<>());
    }

    boolean isThatOf(MysqlServer.Replication now) {
        return now.sourceAddress().equals(address)
                && now.sourcePort() == account.port()
                && now.user().equals(account.user())
                && now.tls()
                && now.verified() == ca.isPresent()
                && now.byGtid();
    }

    String describe() {
        return name + " (" + account.user() + "@" + address + ":" + account.port()
                + (ca.isPresent() ? ", verified TLS, by GTID)" : ", TLS, by GTID)");
    }

    static String describe(MysqlServer.Replication now) {
        if (now.sourceAddress().isEmpty()) {
            return "none, but by channels: " + String.join(", ", now.channels().keySet());
        }
        if (now.user().isEmpty()) {
            return "set aside for " + now.sourceAddress();
        }
        return now.user() + "@" + now.sourceAddress() + ":" + now.sourcePort()
                + (now.verified() ? ", verified TLS" : now.tls() ? ", TLS" : ", no TLS")
                + (now.byGtid() ? ", by GTID" : ", by position");
    }

    /** MariaDB would write the password into its logs. So the session that runs {@link #point} does not log. */
    static List<SqlStatement> logged(boolean mariadb, boolean whether) {
        String set = "SET SESSION sql_log_off = %s, SESSION slow_query_log = %s";
        return mariadb
                ? List.of(SqlStatement.of(whether ? set.formatted("DEFAULT", "DEFAULT") : set.formatted("1", "0")))
                : List.of();
    }

    /**
     * MariaDB, and MySQL since 8.0.23, have words of their own for it; MySQL 8.4 has removed the old ones.
     *
     * @param former what the server replicates from until now, if anything
     * @param options further options, with their values in SQL
     * @param further what else to do before it starts
     */
    List<SqlChange.Operation> point(
            boolean mariadb,
            Optional<MysqlServer.Replication> former,
            SortedMap<String, String> options,
            List<SqlStatement> further) {
        List<SqlChange.Operation> statements = new ArrayList<>();
        String word = mariadb ? "SLAVE" : "REPLICA";
        String to = mariadb ? "MASTER" : "SOURCE";
        List<String> values = new ArrayList<>(
                List.of(address, account.user(), account.password().value()));
        ca.ifPresent(values::add);
        String change = (mariadb ? "CHANGE MASTER TO " : "CHANGE REPLICATION SOURCE TO ")
                + "@_HOST = ?, @_USER = ?, @_PASSWORD = ?, @_PORT = %d, @_CONNECT_RETRY = 5, @_SSL = 1, "
                        .formatted(account.port())
                + (ca.isPresent() ? "@_SSL_CA = ?, @_SSL_VERIFY_SERVER_CERT = 1, " : "@_SSL_VERIFY_SERVER_CERT = 0, ")
                + (mariadb ? "@_USE_GTID = slave_pos" : "@_AUTO_POSITION = 1, @_RETRY_COUNT = " + RETRIES);
        statements.addAll(logged(mariadb, false));
        SqlStatement start = SqlStatement.of("START " + word);
        Optional<MysqlServer.Replication> own =
                former.filter(from -> !from.sourceAddress().isEmpty());
        boolean ran = own.filter(from ->
                        from.receiving().equals("Yes") || from.applying().equals("Yes"))
                .isPresent();
        statements.add(new Undoable(SqlStatement.of("STOP " + word), ran ? List.of(start) : List.of()));
        if (mariadb) {
            // A server that was the source until now counts its own transactions, too.
            statements.add(SqlStatement.of("SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_current_pos"));
        }
        String all = change.replace("@_", to + "_");
        String others = options.entrySet().stream()
                .filter(option -> !all.contains(option.getKey() + " ="))
                .map(option -> ", " + option.getKey() + " = " + option.getValue())
                .collect(Collectors.joining());
        SqlStatement changed = SqlStatement.of(all + others, values.toArray(String[]::new));
        // The password of a former source is not known, so only a first one can be taken back.
        statements.add(own.isEmpty() ? Undoable.of(changed, SqlStatement.of("RESET " + word + " ALL")) : changed);
        statements.addAll(further);
        statements.add(start);
        return statements;
    }
}
