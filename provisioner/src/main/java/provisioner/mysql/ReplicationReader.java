package provisioner.mysql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import provisioner.state.MysqlServer.Replication;

/** Reads where a server replicates from, with every option of that. MySQL uses the words source and replica, MariaDB the older ones. */
final class ReplicationReader {
    private static final String STATUS = "SHOW REPLICA STATUS";
    private static final String NOTHING = "SELECT 1 FROM DUAL WHERE FALSE";

    /** The threads, the options, and the filters. */
    static final List<String> MYSQL = List.of(STATUS, """
            SELECT * FROM performance_schema.replication_connection_configuration
            JOIN performance_schema.replication_applier_configuration USING (CHANNEL_NAME)
            WHERE CHANNEL_NAME = ''""", """
            SELECT FILTER_NAME AS filter, FILTER_RULE AS rule, CONFIGURED_BY AS origin
            FROM performance_schema.replication_applier_filters WHERE CHANNEL_NAME = ''
            UNION SELECT FILTER_NAME, FILTER_RULE, CONFIGURED_BY
            FROM performance_schema.replication_applier_global_filters""");

    static final List<String> MARIADB = List.of("SHOW ALL REPLICAS STATUS", NOTHING, NOTHING);

    /** Columns and what they are called in SQL. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("network_interface", "SOURCE_BIND"),
            Map.entry("ssl_ca_file", "SOURCE_SSL_CA"),
            Map.entry("ssl_ca_path", "SOURCE_SSL_CAPATH"),
            Map.entry("ssl_certificate", "SOURCE_SSL_CERT"),
            Map.entry("ssl_cipher", "SOURCE_SSL_CIPHER"),
            Map.entry("ssl_key", "SOURCE_SSL_KEY"),
            Map.entry("ssl_crl_file", "SOURCE_SSL_CRL"),
            Map.entry("ssl_crl_path", "SOURCE_SSL_CRLPATH"),
            Map.entry("connection_retry_interval", "SOURCE_CONNECT_RETRY"),
            Map.entry("connection_retry_count", "SOURCE_RETRY_COUNT"),
            Map.entry("heartbeat_interval", "SOURCE_HEARTBEAT_PERIOD"),
            Map.entry("tls_version", "SOURCE_TLS_VERSION"),
            Map.entry("tls_ciphersuites", "SOURCE_TLS_CIPHERSUITES"),
            Map.entry("public_key_path", "SOURCE_PUBLIC_KEY_PATH"),
            Map.entry("get_public_key", "GET_SOURCE_PUBLIC_KEY"),
            Map.entry("network_namespace", "NETWORK_NAMESPACE"),
            Map.entry("compression_algorithm", "SOURCE_COMPRESSION_ALGORITHMS"),
            Map.entry("zstd_compression_level", "SOURCE_ZSTD_COMPRESSION_LEVEL"),
            Map.entry("source_connection_auto_failover", "SOURCE_CONNECTION_AUTO_FAILOVER"),
            Map.entry("gtid_only", "GTID_ONLY"),
            Map.entry("desired_delay", "SOURCE_DELAY"),
            Map.entry("privilege_checks_user", "PRIVILEGE_CHECKS_USER"),
            Map.entry("require_row_format", "REQUIRE_ROW_FORMAT"),
            Map.entry("require_table_primary_key_check", "REQUIRE_TABLE_PRIMARY_KEY_CHECK"),
            Map.entry("assign_gtids_to_anonymous_transactions_type", "ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS"));

    private static final Map<String, String> MARIADB_OPTIONS = Map.ofEntries(
            Map.entry("connect_retry", "MASTER_CONNECT_RETRY"),
            Map.entry("sql_delay", "MASTER_DELAY"),
            Map.entry("master_ssl_ca_file", "MASTER_SSL_CA"),
            Map.entry("master_ssl_ca_path", "MASTER_SSL_CAPATH"),
            Map.entry("master_ssl_cert", "MASTER_SSL_CERT"),
            Map.entry("master_ssl_cipher", "MASTER_SSL_CIPHER"),
            Map.entry("master_ssl_key", "MASTER_SSL_KEY"),
            Map.entry("slave_heartbeat_period", "MASTER_HEARTBEAT_PERIOD"),
            Map.entry("using_gtid", "MASTER_USE_GTID"),
            Map.entry("replicate_do_domain_ids", "DO_DOMAIN_IDS"),
            Map.entry("replicate_ignore_domain_ids", "IGNORE_DOMAIN_IDS"));

    private static final String IGNORED_SERVERS = "replicate_ignore_server_ids";

    /** Removes the number of retries, which differs each time and does not tell what is wrong. */
    private static final Pattern RETRIES = Pattern.compile(" retries: \\d+");

    private ReplicationReader() {}

    static Optional<Replication> read(
            List<Map<String, String>> status, List<Map<String, String>> options, List<Map<String, String>> filters) {
        SortedMap<String, String> channels = new TreeMap<>();
        Optional<Map<String, String>> own = Optional.empty();
        for (Map<String, String> row : status) {
            String channel = either(row, "channel_name", "connection_name");
            if (channel.isEmpty()) {
                own = Optional.of(row);
            } else if (!channel.startsWith("group_replication_")) {
                channels.put(channel, either(row, "source_host", "master_host"));
            }
        }
        if (own.isEmpty()) {
            return channels.isEmpty() ? Optional.empty() : Optional.of(Replication.of(channels));
        }
        SortedMap<String, String> set = new TreeMap<>();
        options.forEach(row -> OPTIONS.forEach((column, option) -> put(set, row, column, option)));
        SortedSet<String> atStart = new TreeSet<>();
        filters.stream().filter(row -> !text(row, "rule").isEmpty()).forEach(row -> {
            set.put(text(row, "filter"), text(row, "rule"));
            if (text(row, "origin").startsWith("STARTUP")) {
                atStart.add(text(row, "filter"));
            }
        });
        return Optional.of(replication(own.get(), set, atStart, channels));
    }

    private static void put(SortedMap<String, String> set, Map<String, String> row, String column, String option) {
        if (row.containsKey(column)) {
            set.put(option, text(row, column));
        }
    }

    private static Replication replication(
            Map<String, String> row,
            SortedMap<String, String> options,
            SortedSet<String> atStart,
            SortedMap<String, String> channels) {
        put(options, row, IGNORED_SERVERS, "IGNORE_SERVER_IDS");
        if (row.containsKey("using_gtid")) {
            MARIADB_OPTIONS.forEach((column, option) -> put(options, row, column, option));
            row.keySet().stream()
                    .filter(column -> column.matches("replicate_(wild_)?(do|ignore|rewrite)_(db|table)"))
                    .filter(column -> !text(row, column).isEmpty())
                    .forEach(column -> put(options, row, column, column));
        }
        String error = text(row, "last_io_error").isEmpty() ? text(row, "last_sql_error") : text(row, "last_io_error");
        String usingGtid = text(row, "using_gtid");
        return new Replication(
                either(row, "source_host", "master_host"),
                Integer.parseInt(either(row, "source_port", "master_port")),
                either(row, "source_user", "master_user"),
                either(row, "source_ssl_allowed", "master_ssl_allowed").equals("Yes"),
                either(row, "source_ssl_verify_server_cert", "master_ssl_verify_server_cert")
                        .equals("Yes"),
                text(row, "auto_position").equals("1") || !usingGtid.isEmpty() && !usingGtid.equals("No"),
                either(row, "replica_io_running", "slave_io_running"),
                either(row, "replica_sql_running", "slave_sql_running"),
                RETRIES.matcher(error).replaceAll(""),
                options,
                atStart,
                channels);
    }

    private static String either(Map<String, String> row, String one, String other) {
        return row.containsKey(one) ? text(row, one) : text(row, other);
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }
}
