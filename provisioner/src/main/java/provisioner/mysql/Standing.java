package provisioner.mysql;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
     * @param error the error on which the thread stands that applies them; empty if it runs, or was stopped
     */
    record Channel(String address, String user, boolean receiving, String received, String error) {}

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
                                    ? channel(row, "master", "slave", "gtid_io_pos")
                                    : channel(row, "source", "replica", "retrieved_gtid_set"))
                            .toList();
            return new Standing(open, text(own, "executed"), channels, "");
        } catch (SQLException e) {
            if (!server.alive()) {
                throw e;
            }
            return new Standing(open, text(own, "executed"), List.of(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * @param source what the server calls its source in this row
     * @param replica likewise itself
     */
    private static Channel channel(Map<String, String> row, String source, String replica, String received) {
        boolean applying = text(row, replica + "_sql_running").equals("Yes");
        return new Channel(
                text(row, source + "_host"),
                text(row, source + "_user"),
                text(row, replica + "_io_running").equals("Yes"),
                text(row, received),
                applying
                        ? ""
                        : Objects.requireNonNullElse(row.get("last_sql_error"), "")
                                .replaceAll("\\s+", " ")
                                .strip());
    }

    private static String text(Map<String, String> row, String column) {
        return Objects.requireNonNullElse(row.get(column), "").replaceAll("\\s", "");
    }

    /** The addresses that it replicates from. */
    Set<String> sources() {
        return channels.stream().map(Channel::address).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Why this server must not become the source now, if it must not. It will not apply what it has received, and once the others
     * stand aside for it, they have thrown away what they have received: then it alone has these transactions, in its relay log.
     *
     * @param address of this server
     * @param unapplied the transactions that it has received and not applied; empty for none
     */
    Optional<String> obstacle(String address, String unapplied) {
        if (unapplied.isBlank()) {
            return Optional.empty();
        }
        return channels.stream()
                .filter(channel -> !channel.error().isEmpty())
                .findFirst()
                .map(channel -> address + " cannot become the source: it must apply what it has received from "
                        + channel.address() + ", " + unapplied + ", but its replication stands on an error: "
                        + channel.error() + "; mend that there and run START REPLICA, or name another server in"
                        + " 'mysql_source'");
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
