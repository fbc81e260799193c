package provisioner.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.state.MysqlGroup;

/**
 * What a server says of its group.
 *
 * @param rows a row for each member, itself included
 * @param why it gave no answer; empty if it gave one
 */
record MemberView(List<Row> rows, String why) {
    static final String QUERY = """
            SELECT m.MEMBER_ID = @@GLOBAL.server_uuid AS own, m.MEMBER_HOST AS address, m.MEMBER_STATE AS state,
              m.MEMBER_ROLE AS role, m.MEMBER_VERSION AS member_version,
              COALESCE(s.COUNT_TRANSACTIONS_IN_QUEUE, 0) AS certifying,
              COALESCE(s.COUNT_TRANSACTIONS_REMOTE_IN_APPLIER_QUEUE, 0) AS applying,
              @@GLOBAL.super_read_only AS closed,
              (SELECT COALESCE(MAX(TIMESTAMPDIFF(SECOND, APPLYING_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP, NOW())), 0)
               FROM performance_schema.replication_applier_status_by_worker
               WHERE CHANNEL_NAME = 'group_replication_applier' AND APPLYING_TRANSACTION <> ''
                 AND APPLYING_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP > 0) AS behind
            FROM performance_schema.replication_group_members m
            LEFT JOIN performance_schema.replication_group_member_stats s USING (MEMBER_ID)""";

    /**
     * @param certifying how many transactions the member has to certify; likewise {@code applying}
     * @param behind how old the transaction is that the server that answers applies, in seconds
     * @param closed whether the server that answers refuses writes
     */
    record Row(
            boolean own,
            String address,
            String state,
            String role,
            String version,
            long certifying,
            long applying,
            long behind,
            boolean closed) {
        boolean online() {
            return state.equals("ONLINE");
        }

        boolean reachable() {
            return !state.equals("UNREACHABLE");
        }

        boolean primary() {
            return online() && role.equals("PRIMARY");
        }
    }

    MemberView {
        rows = List.copyOf(rows);
    }

    static MemberView none(String why) {
        return new MemberView(List.of(), why);
    }

    static MemberView of(List<Map<String, String>> rows) {
        return new MemberView(rows.stream().map(MemberView::row).toList(), "");
    }

    private static Row row(Map<String, String> row) {
        return new Row(
                text(row, "own").equals("1"),
                text(row, "address"),
                text(row, "state"),
                text(row, "role"),
                text(row, "member_version"),
                Long.parseLong(text(row, "certifying")),
                Long.parseLong(text(row, "applying")),
                Long.parseLong(text(row, "behind")),
                text(row, "closed").equals("1"));
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    Optional<Row> self() {
        return rows.stream().filter(Row::own).findFirst();
    }

    /** A server that has left sees nobody but itself. */
    boolean takesPart() {
        return self().filter(row -> MysqlGroup.takesPart(row.state())).isPresent();
    }

    Optional<Row> of(String address) {
        return rows.stream().filter(row -> row.address().equals(address)).findFirst();
    }

    long reached() {
        return rows.stream().filter(Row::reachable).count();
    }

    boolean hasMajority() {
        return reached() * 2 > rows.size();
    }
}
