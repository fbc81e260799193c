package provisioner.state;

import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state of a MySQL or MariaDB server that accepted the administrator's login.
 *
 * @param version as the server reports it: {@code 9.7.4-2}, {@code 10.11.18-MariaDB-0+deb12u1-log}
 * @param variables the global variables by name
 * @param persisted what {@code SET PERSIST} has set for the next start; MySQL only
 * @param databases by name, without the server's own
 * @param replication its source; empty if it is not a replica
 * @param group what it says of its group; empty if it has no plugin for that, or is configured for none
 * @param heartbeat whether the table of the replication heartbeat exists
 * @param restarted for predictions: whether an earlier step restarts it
 * @param copied for predictions: whether an earlier step copies its source's data
 */
public record MysqlServer(
        String version,
        @Volatile SortedMap<String, String> variables,
        @Volatile SortedMap<String, String> persisted,
        SortedMap<String, Database> databases,
        @Volatile SortedMap<MysqlAccount.Name, MysqlAccount> accounts,
        Optional<Replication> replication,
        Optional<MysqlGroup> group,
        boolean heartbeat,
        boolean restarted,
        boolean copied) {

    /** The database of provisioner's own table. */
    public static final String OWN_SCHEMA = "provisioner";

    /** Exists while a MariaDB replica is being seeded, so that a partial seed does not count as data. */
    public static final String SEEDING_SCHEMA = "provisioner_seeding";

    public MysqlServer {
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
        persisted = Collections.unmodifiableSortedMap(new TreeMap<>(persisted));
        databases = Collections.unmodifiableSortedMap(new TreeMap<>(databases));
        accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
    }

    public record Database(String charset, String collation) {}

    /**
     * @param receiving the thread that reads from the source: {@code Yes}, {@code No}, {@code Connecting}
     * @param applying the thread that applies what was read: {@code Yes}, {@code No}
     * @param verified whether it verifies the source's certificate
     * @param byGtid whether it uses global transaction identifiers to find its position
     * @param error the last error of either thread; empty for none
     * @param options further options by their names in SQL, and filters that are set
     * @param atStart the filters that the server starts with, so that they come back
     * @param channels where it replicates from by other channels than its own, by channel
     */
    public record Replication(
            String sourceAddress,
            int sourcePort,
            String user,
            boolean tls,
            boolean verified,
            boolean byGtid,
            @Volatile String receiving,
            @Volatile String applying,
            @Volatile String error,
            SortedMap<String, String> options,
            SortedSet<String> atStart,
            SortedMap<String, String> channels) {
        public Replication {
            options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
            atStart = Collections.unmodifiableSortedSet(new TreeSet<>(atStart));
            channels = Collections.unmodifiableSortedMap(new TreeMap<>(channels));
        }

        /** Its own channel is empty: it replicates only by others. */
        public static Replication of(SortedMap<String, String> channels) {
            return new Replication(
                    "", 0, "", false, false, false, "No", "No", "", new TreeMap<>(), new TreeSet<>(), channels);
        }

        public boolean running() {
            return receiving.equals("Yes") && applying.equals("Yes");
        }
    }

    public boolean mariadb() {
        return isMariadb(version);
    }

    public static boolean isMariadb(String version) {
        return version.toLowerCase(Locale.ROOT).contains("mariadb");
    }

    /** The value of a variable; empty if the server has no such variable. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    public boolean isOn(String variable) {
        return variable(variable).filter(value -> sameValue(value, "ON")).isPresent();
    }

    /** Whether two values of a variable mean the same. Booleans have several spellings, and case does not matter. */
    public static boolean sameValue(String one, String other) {
        return plain(one).equalsIgnoreCase(plain(other));
    }

    private static String plain(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true" -> "1";
            case "off", "no", "false" -> "0";
            default -> value;
        };
    }

    /** Whether only a replication administrator can write: {@code super_read_only} if the server has it. */
    public boolean readOnly() {
        return isOn(mariadb() ? "read_only" : "super_read_only");
    }

    /** Whether it contains users' data. A partial seed does not count. */
    public boolean holdsData() {
        return !databases.containsKey(SEEDING_SCHEMA)
                && databases.keySet().stream().anyMatch(name -> !name.equals(OWN_SCHEMA));
    }

    /** Whether it is, or was at any time, a member of the group of this name. */
    public boolean wasIn(String name) {
        boolean starts =
                group.filter(of -> of.name().equals(name)).isPresent() && isOn("group_replication_start_on_boot");
        return starts || variable("gtid_executed").orElse("").contains(name);
    }

    /** The name of the group in which it takes part now, or will after its next start. */
    public Optional<String> partOf() {
        return group.filter(of -> !of.state().equals("OFFLINE") || isOn("group_replication_start_on_boot"))
                .map(MysqlGroup::name);
    }

    public MysqlGroupMode groupMode() {
        return MysqlGroupMode.ofVariable(variable(MysqlGroupMode.VARIABLE).orElse(""));
    }

    /** Whether it alone changes, as a member of a group, what the group has in common: of several primaries, one does. */
    public boolean changesForGroup() {
        Optional<String> own = variable("report_host");
        return group.filter(MysqlGroup::isPrimary).isPresent()
                && (groupMode() == MysqlGroupMode.SINGLE
                        || own.isEmpty()
                        || own.equals(group.flatMap(MysqlGroup::firstPrimary)));
    }

    /** A newly installed server. Whether it is MySQL or MariaDB does not matter then. */
    public static MysqlServer fresh(SortedMap<String, String> variables) {
        return new MysqlServer(
                "",
                variables,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                false);
    }

    private MysqlServer with(
            SortedMap<String, Database> has,
            SortedMap<MysqlAccount.Name, MysqlAccount> admits,
            Optional<Replication> from,
            Optional<MysqlGroup> in,
            boolean withHeartbeat) {
        return new MysqlServer(version, variables, persisted, has, admits, from, in, withHeartbeat, restarted, copied);
    }

    public MysqlServer withVariables(SortedMap<String, String> changed, Set<String> noLongerPersisted) {
        SortedMap<String, String> now = new TreeMap<>(variables);
        now.putAll(changed);
        SortedMap<String, String> left = new TreeMap<>(persisted);
        left.keySet().removeAll(noLongerPersisted);
        return new MysqlServer(version, now, left, databases, accounts, replication, group, heartbeat, false, copied);
    }

    public MysqlServer withDatabase(String name, Database database) {
        SortedMap<String, Database> now = new TreeMap<>(databases);
        now.put(name, database);
        return with(now, accounts, replication, group, heartbeat);
    }

    public MysqlServer withAccounts(SortedMap<MysqlAccount.Name, MysqlAccount> all) {
        return with(databases, all, replication, group, heartbeat);
    }

    public MysqlServer withReplication(Optional<Replication> from, boolean withHeartbeat) {
        return with(databases, accounts, from, group, withHeartbeat);
    }

    public MysqlServer withGroup(MysqlGroup in, boolean withHeartbeat) {
        return with(databases, accounts, replication, Optional.of(in), withHeartbeat);
    }

    public MysqlServer afterRestart() {
        return marked(true, copied);
    }

    public MysqlServer afterCopy() {
        return marked(restarted, true);
    }

    private MysqlServer marked(boolean nowRestarted, boolean nowCopied) {
        return new MysqlServer(
                version,
                variables,
                persisted,
                databases,
                accounts,
                replication,
                group,
                heartbeat,
                nowRestarted,
                nowCopied);
    }
}
