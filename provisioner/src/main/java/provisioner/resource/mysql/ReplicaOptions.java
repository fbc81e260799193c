package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlServer.Replication;
import provisioner.state.SqlChange;
import provisioner.state.SqlChange.Undoable;
import provisioner.state.SqlStatement;

/**
 * What a replica has beyond being pointed to its source: a plain one has no delay, no filter and no other channel. Whatever
 * else is set was set by hand, and is set back.
 */
final class ReplicaOptions {
    private static final String HEARTBEAT = "_HEARTBEAT_PERIOD";
    private static final String FILTERS = "REPLICATE_";
    private static final String NONE = "none";

    /** The values of a plain replica by option, as in SQL. What is not here is empty, as text. */
    private static final Map<String, String> PLAIN = Map.ofEntries(
            Map.entry("SOURCE_CONNECT_RETRY", "5"),
            Map.entry("SOURCE_RETRY_COUNT", MysqlSource.RETRIES),
            Map.entry("SOURCE_TLS_CIPHERSUITES", "NULL"),
            Map.entry("GET_SOURCE_PUBLIC_KEY", "0"),
            Map.entry("SOURCE_COMPRESSION_ALGORITHMS", "'uncompressed'"),
            Map.entry("SOURCE_ZSTD_COMPRESSION_LEVEL", "3"),
            Map.entry("SOURCE_CONNECTION_AUTO_FAILOVER", "0"),
            Map.entry("GTID_ONLY", "0"),
            Map.entry("SOURCE_DELAY", "0"),
            Map.entry("PRIVILEGE_CHECKS_USER", "NULL"),
            Map.entry("REQUIRE_ROW_FORMAT", "0"),
            Map.entry("REQUIRE_TABLE_PRIMARY_KEY_CHECK", "STREAM"),
            Map.entry("ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS", "OFF"),
            Map.entry("IGNORE_SERVER_IDS", "()"),
            Map.entry("MASTER_CONNECT_RETRY", "5"),
            Map.entry("MASTER_DELAY", "0"),
            Map.entry("MASTER_USE_GTID", "slave_pos"),
            Map.entry("DO_DOMAIN_IDS", "()"),
            Map.entry("IGNORE_DOMAIN_IDS", "()"));

    /** Those of the thread that applies; the relay log stays as long as the other one runs. */
    private static final List<String> APPLYING = List.of(
            "SOURCE_DELAY",
            "PRIVILEGE_CHECKS_USER",
            "REQUIRE_ROW_FORMAT",
            "REQUIRE_TABLE_PRIMARY_KEY_CHECK",
            "ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS");

    private static final List<String> BOTH_THREADS = List.of("GTID_ONLY", "SOURCE_CONNECTION_AUTO_FAILOVER");

    /** The filters of {@code CHANGE REPLICATION FILTER}; MariaDB has variables of these names. */
    private static final List<String> FILTER_NAMES = List.of(
            "REPLICATE_DO_DB",
            "REPLICATE_IGNORE_DB",
            "REPLICATE_DO_TABLE",
            "REPLICATE_IGNORE_TABLE",
            "REPLICATE_WILD_DO_TABLE",
            "REPLICATE_WILD_IGNORE_TABLE",
            "REPLICATE_REWRITE_DB");

    private final MysqlServer server;
    private final Optional<Replication> now;
    private final String word;

    /** What differs, and what it is set to. */
    private final SortedMap<String, String> odd = new TreeMap<>();

    private boolean filtered;

    ReplicaOptions(MysqlServer server, MysqlSource source) {
        this.server = server;
        this.now = server.replication();
        this.word = server.mariadb() ? "SLAVE" : "REPLICA";
        now.ifPresent(replication -> replication.options().forEach((option, value) -> {
            if (isFilter(option)) {
                filtered = true;
            } else if (!isPlain(option, value, source)) {
                odd.put(option, plain(option, source));
            }
        }));
    }

    private String plain(String option, MysqlSource source) {
        if (option.endsWith("_SSL_CA")) {
            return text(source.ca().orElse(""));
        }
        if (option.endsWith(HEARTBEAT)) {
            return netTimeout()
                    .map(seconds -> String.valueOf(seconds / 2).replaceAll("\\.0$", ""))
                    .orElse("30");
        }
        return PLAIN.getOrDefault(option, "''");
    }

    private boolean isPlain(String option, String value, MysqlSource source) {
        String plain = plain(option, source);
        return switch (option) {
            case "SOURCE_HEARTBEAT_PERIOD", "MASTER_HEARTBEAT_PERIOD" -> isNear(value, plain) || isNear(value, "30");
            default -> value.isEmpty() ? shown(plain).equals(NONE) : MysqlServer.sameValue(value, shown(plain));
        };
    }

    private static boolean isNear(String value, String plain) {
        return value.isEmpty() || Math.abs(Double.parseDouble(value) - Double.parseDouble(plain)) < 0.001;
    }

    private Optional<Double> netTimeout() {
        return server.variable("replica_net_timeout")
                .or(() -> server.variable("slave_net_timeout"))
                .map(Double::parseDouble);
    }

    /** For people. */
    private static String shown(String literal) {
        return List.of("''", "()", "NULL").contains(literal) ? NONE : literal.replace("'", "");
    }

    /** Filters of the configuration files would come back with each start. */
    static Optional<Impossible> comesBack(MysqlServer server) {
        return server.replication()
                .filter(from -> !from.atStart().isEmpty() && !server.restarted())
                .map(from -> new Impossible(
                        "this server starts with a replication filter: "
                                + from.atStart().stream()
                                        .map(name ->
                                                name + " = " + from.options().get(name))
                                        .collect(Collectors.joining(", ")),
                        "remove "
                                + from.atStart()
                                        .first()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-')
                                + " from the server's configuration files, and restart the server"));
    }

    boolean isEmpty() {
        return odd.isEmpty() && !filtered && channels().isEmpty();
    }

    private SortedMap<String, String> channels() {
        return channels(server);
    }

    private static SortedMap<String, String> channels(MysqlServer server) {
        return server.replication().map(Replication::channels).orElseGet(TreeMap::new);
    }

    /** Who leaves out some of its source's data must not become the source: its transactions do not show that. */
    static Optional<Impossible> leavesOut(MysqlServer server) {
        String odd = server.replication().stream()
                .flatMap(from -> from.options().entrySet().stream())
                .filter(option -> !option.getValue().isEmpty())
                .filter(option -> isFilter(option.getKey())
                        || option.getKey().contains("IGNORE_")
                        || option.getKey().equals("DO_DOMAIN_IDS"))
                .map(option -> option.getKey() + " = " + option.getValue())
                .collect(Collectors.joining(", "));
        return odd.isEmpty()
                ? Optional.empty()
                : Optional.of(new Impossible(
                        "this server leaves out some of its source's data: " + odd,
                        "name another server in 'mysql_source', or remove the filter and seed this one again"));
    }

    private static boolean isFilter(String option) {
        return option.toUpperCase(Locale.ROOT).startsWith(FILTERS);
    }

    /** A replica with a delay catches up only without it. If the promotion fails, it is late again. */
    static List<SqlChange.Operation> endDelay(MysqlServer server) {
        String option = server.mariadb() ? "MASTER_DELAY" : "SOURCE_DELAY";
        String delay = server.replication()
                .map(from -> from.options().getOrDefault(option, ""))
                .orElse("");
        // MariaDB throws its relay log away with this. Without its source it has to wait instead.
        boolean kept = !server.mariadb()
                || server.replication()
                        .filter(from -> from.receiving().equals("Yes"))
                        .isPresent();
        if (delay.isEmpty() || delay.equals("0") || !kept) {
            return List.of();
        }
        String thread = server.mariadb() ? "SLAVE" : "REPLICA SQL_THREAD";
        String change = server.mariadb() ? "CHANGE MASTER TO " : "CHANGE REPLICATION SOURCE TO ";
        SqlStatement stop = SqlStatement.of("STOP " + thread);
        SqlStatement start = SqlStatement.of("START " + thread);
        return List.of(
                Undoable.of(stop, start),
                Undoable.of(
                        SqlStatement.of(change + option + " = 0"),
                        stop,
                        SqlStatement.of(change + option + " = " + delay),
                        start),
                start);
    }

    void differ(Change change) {
        now.ifPresent(replication -> replication.options().forEach((option, value) -> {
            boolean filter = isFilter(option);
            if (filter || odd.containsKey(option)) {
                change.differs(
                        option, value.isEmpty() ? NONE : value, filter ? NONE : shown(odd.getOrDefault(option, "")));
            }
        }));
        channels().forEach((channel, source) -> change.destroys("channel " + channel, "from " + source, NONE));
    }

    /** Other channels end first: while there are several, statements about none in particular are refused. */
    static List<SqlChange.Operation> endChannels(MysqlServer server) {
        List<SqlChange.Operation> operations = new ArrayList<>();
        String named = server.mariadb() ? " ?" : " FOR CHANNEL ?";
        String reset = server.mariadb() ? "RESET REPLICA ? ALL" : "RESET REPLICA ALL FOR CHANNEL ?";
        for (String channel : channels(server).keySet()) {
            operations.add(Undoable.of(
                    SqlStatement.of("STOP REPLICA" + named, channel),
                    SqlStatement.of("START REPLICA" + named, channel)));
            operations.add(SqlStatement.of(reset, channel));
        }
        return operations;
    }

    /** What to set while it is pointed to its source anyhow. */
    SortedMap<String, String> odd() {
        return odd;
    }

    /** Filters go before it starts. A replica that gets its source only now may have some, too. */
    List<SqlStatement> endFilters() {
        return filtered || now.isEmpty() ? noFilters() : List.of();
    }

    /**
     * Nothing else has to change: only the thread that an option is for stands still. Filters go last, since nothing could
     * take that back.
     */
    List<SqlChange.Operation> repair() {
        List<SqlStatement> filters = filtered ? noFilters() : List.of();
        if (server.mariadb() || odd.keySet().stream().anyMatch(BOTH_THREADS::contains)) {
            return around("", List.copyOf(odd.keySet()), filters);
        }
        List<String> applying = odd.keySet().stream().filter(APPLYING::contains).toList();
        List<String> receiving = odd.keySet().stream()
                .filter(option -> !APPLYING.contains(option))
                .toList();
        List<SqlChange.Operation> operations = new ArrayList<>(around(" IO_THREAD", receiving, List.of()));
        operations.addAll(around(" SQL_THREAD", applying, filters));
        return operations;
    }

    private List<SqlChange.Operation> around(String thread, List<String> options, List<SqlStatement> filters) {
        if (options.isEmpty() && filters.isEmpty()) {
            return List.of();
        }
        SqlStatement stop = SqlStatement.of("STOP " + word + thread);
        SqlStatement start = SqlStatement.of("START " + word + thread);
        List<SqlChange.Operation> operations = new ArrayList<>();
        operations.add(Undoable.of(stop, start));
        if (!options.isEmpty()) {
            operations.add(Undoable.of(set(options, odd::get), stop, set(options, this::asItWas), start));
        }
        operations.addAll(filters);
        operations.add(start);
        return operations;
    }

    private SqlStatement set(List<String> options, UnaryOperator<String> values) {
        String change = server.mariadb() ? "CHANGE MASTER TO " : "CHANGE REPLICATION SOURCE TO ";
        return SqlStatement.of(change
                + options.stream()
                        .map(option -> option + " = " + values.apply(option))
                        .collect(Collectors.joining(", ")));
    }

    /** In SQL. */
    private String asItWas(String option) {
        String value = now.map(from -> from.options().getOrDefault(option, "")).orElse("");
        String plain = PLAIN.getOrDefault(option, "''");
        if (option.equals("PRIVILEGE_CHECKS_USER") || option.endsWith(HEARTBEAT)) {
            return value.isEmpty() ? plain : value;
        }
        return switch (plain) {
            case "()" -> "(" + value.strip().replaceAll("[ ,]+", ",") + ")";
            case "NULL" -> value.isEmpty() ? plain : text(value);
            case "0" -> MysqlServer.sameValue(value, "ON") ? "1" : MysqlServer.sameValue(value, "OFF") ? "0" : value;
            default -> plain.startsWith("'") ? text(value) : value;
        };
    }

    private static String text(String value) {
        return MysqlServerResource.text(value.replace("\\", "\\\\"));
    }

    private List<SqlStatement> noFilters() {
        if (server.mariadb()) {
            return FILTER_NAMES.stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .filter(name -> server.variable(name)
                            .filter(rule -> !rule.isEmpty())
                            .isPresent())
                    .map(name -> SqlStatement.setGlobal(name, ""))
                    .toList();
        }
        return List.of(SqlStatement.of("CHANGE REPLICATION FILTER "
                + FILTER_NAMES.stream().map(name -> name + " = ()").collect(Collectors.joining(", "))));
    }
}
