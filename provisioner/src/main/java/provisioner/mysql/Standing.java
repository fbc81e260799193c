package provisioner.mysql;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A server's place in replication, as it says itself.
 *
 * @param open whether it takes writes
 * @param executed its transactions, in MySQL's or MariaDB's notation
 * @param channels from whom it replicates, running or not; empty also if it does not say that
 * @param hidden why it does not say from whom it replicates; empty if it does
 */
record Standing(boolean open, String executed, List<Channel> channels, String hidden) {
    /**
     * @param user empty for one that a promotion has set aside, which cannot start
     * @param receiving whether it is connected to its source
     * @param received the transactions that it has received
     */
    record Channel(String address, String user, boolean receiving, String received) {}

    /** Needs, beside a login, the right to see from whom the server replicates. */
    static Standing of(Session server) throws SQLException {
        boolean mariadb = server.mariadb();
        Map<String, String> own = server.row("SELECT @@GLOBAL.read_only AS closed, @@GLOBAL."
                + (mariadb ? "gtid_current_pos" : "gtid_executed") + " AS executed");
        boolean open = List.of("0", "OFF").contains(text(own, "closed"));
        try {
            List<Channel> channels =
                    server
                            .read(List.of(mariadb ? "SHOW ALL REPLICAS STATUS" : "SHOW REPLICA STATUS"))
                            .getFirst()
                            .stream()
                            .map(row -> mariadb
                                    ? channel(row, "master", "slave_io_running", "gtid_io_pos")
                                    : channel(row, "source", "replica_io_running", "retrieved_gtid_set"))
                            .toList();
            return new Standing(open, text(own, "executed"), channels, "");
        } catch (SQLException e) {
            if (!server.alive()) {
                throw e;
            }
            return new Standing(open, text(own, "executed"), List.of(), String.valueOf(e.getMessage()));
        }
    }

    private static Channel channel(Map<String, String> row, String prefix, String thread, String received) {
        return new Channel(
                text(row, prefix + "_host"),
                text(row, prefix + "_user"),
                text(row, thread).equals("Yes"),
                text(row, received));
    }

    private static String text(Map<String, String> row, String column) {
        return Objects.requireNonNullElse(row.get(column), "").replaceAll("\\s", "");
    }

    /** The addresses that it replicates from. */
    Set<String> sources() {
        return channels.stream().map(Channel::address).collect(Collectors.toCollection(TreeSet::new));
    }

    boolean receiving() {
        return channels.stream().anyMatch(Channel::receiving);
    }

    String received() {
        return channels.stream()
                .map(Channel::received)
                .filter(set -> !set.isEmpty())
                .collect(Collectors.joining(","));
    }
}
