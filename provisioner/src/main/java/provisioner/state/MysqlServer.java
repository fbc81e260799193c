package provisioner.state;

import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A MySQL or MariaDB server that let the administrator in.
 *
 * @param version as the server says it: {@code 9.7.4-2}, {@code 10.11.18-MariaDB-0+deb12u1-log}
 * @param variables the global ones, by name
 * @param persisted what {@code SET PERSIST} has left for the next start; MySQL only
 * @param databases by name, those of the server itself left out
 * @param replication what it replicates from; empty where it is no replica
 * @param heartbeat whether the table of the replication heartbeat is there
 * @param restarted for predictions: it will have been restarted since its variables were read
 * @param copied for predictions: it will hold what its source holds
 */
public record MysqlServer(
        String version,
        SortedMap<String, String> variables,
        SortedMap<String, String> persisted,
        SortedMap<String, Database> databases,
        SortedMap<MysqlAccount.Name, MysqlAccount> accounts,
        Optional<Replication> replication,
        boolean heartbeat,
        boolean restarted,
        boolean copied) {

    /** The schema of provisioner's own table. */
    public static final String OWN_SCHEMA = "provisioner";

    /** Is there while a MariaDB replica is being seeded, so that half a seed is not taken for data. */
    public static final String SEEDING_SCHEMA = "provisioner_seeding";

    public MysqlServer {
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
        persisted = Collections.unmodifiableSortedMap(new TreeMap<>(persisted));
        databases = Collections.unmodifiableSortedMap(new TreeMap<>(databases));
        accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
    }

    public record Database(String charset, String collation) {}

    /**
     * @param receiving {@code Yes}, {@code No}, {@code Connecting}: the thread that reads from the source
     * @param applying {@code Yes}, {@code No}: the thread that applies what was read
     * @param verified whether the source's certificate is checked
     * @param byGtid whether it finds its place by global transaction identifiers
     * @param error the last one of either thread; empty for none
     */
    public record Replication(
            String sourceAddress,
            int sourcePort,
            String user,
            boolean tls,
            boolean verified,
            boolean byGtid,
            String receiving,
            String applying,
            String error) {
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

    /** Without a value where the server has no such variable. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    public boolean isOn(String variable) {
        return variable(variable).filter(value -> sameValue(value, "ON")).isPresent();
    }

    /** Whether two values of a variable mean the same: switches can be written in several ways, and words have no case. */
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

    /** Whether nobody but an administrator of replication can write: {@code super_read_only} where there is one. */
    public boolean readOnly() {
        return isOn(mariadb() ? "read_only" : "super_read_only");
    }

    /** Whether it holds something of a user's; half a seed does not count. */
    public boolean holdsData() {
        return !databases.containsKey(SEEDING_SCHEMA)
                && databases.keySet().stream().anyMatch(name -> !name.equals(OWN_SCHEMA));
    }

    /** One that was just installed and is about to be configured; which of the two it is does not matter then. */
    public static MysqlServer fresh(SortedMap<String, String> variables) {
        return new MysqlServer(
                "",
                variables,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty(),
                false,
                false,
                false);
    }

    public MysqlServer withVariables(SortedMap<String, String> changed, Set<String> noLongerPersisted) {
        SortedMap<String, String> now = new TreeMap<>(variables);
        now.putAll(changed);
        SortedMap<String, String> left = new TreeMap<>(persisted);
        left.keySet().removeAll(noLongerPersisted);
        return new MysqlServer(version, now, left, databases, accounts, replication, heartbeat, false, copied);
    }

    public MysqlServer withDatabase(String name, Database database) {
        SortedMap<String, Database> now = new TreeMap<>(databases);
        now.put(name, database);
        return new MysqlServer(version, variables, persisted, now, accounts, replication, heartbeat, restarted, copied);
    }

    public MysqlServer withAccounts(SortedMap<MysqlAccount.Name, MysqlAccount> all) {
        return new MysqlServer(
                version, variables, persisted, databases, all, replication, heartbeat, restarted, copied);
    }

    public MysqlServer withReplication(Optional<Replication> from, boolean withHeartbeat) {
        return new MysqlServer(
                version, variables, persisted, databases, accounts, from, withHeartbeat, restarted, copied);
    }

    public MysqlServer afterRestart() {
        return new MysqlServer(
                version, variables, persisted, databases, accounts, replication, heartbeat, true, copied);
    }

    public MysqlServer afterCopy() {
        return new MysqlServer(
                version, variables, persisted, databases, accounts, replication, heartbeat, restarted, true);
    }
}
