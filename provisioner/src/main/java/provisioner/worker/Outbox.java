package provisioner.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** The notices of a pool that are not sent yet. All times are the database's. */
record Outbox(DataSource source, String pool) {
    private static final int MICROSECONDS = 1_000;
    private static final int KEPT_DAYS = 30;

    /** @param attempts how often it was tried, with this time */
    record Notice(String id, String message, int attempts) {}

    /** From now on, what is new and resolved at this site is told. */
    void tellOf(String site) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT IGNORE INTO notice_sites (site, pool) VALUES (?, ?)")) {
            insert.setString(1, site);
            insert.setString(2, pool);
            insert.executeUpdate();
        }
    }

    /**
     * Takes one that is due, the oldest first. No other worker takes it for a while.
     *
     * @return empty if there is none
     */
    Optional<Notice> take(Duration hold) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Optional<Notice> notice = due(connection);
            return notice.isPresent() && isTaken(connection, notice.get(), hold) ? notice : Optional.empty();
        }
    }

    private Optional<Notice> due(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, message, attempts FROM notices"
                + " WHERE pool = ? AND sent_at IS NULL AND due_at <= UTC_TIMESTAMP(6) ORDER BY due_at LIMIT 1")) {
            select.setString(1, pool);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Notice(row.getString(1), row.getString(2), row.getInt(3) + 1))
                        : Optional.empty();
            }
        }
    }

    /** Whoever counts the attempt has it: no row is locked while others write theirs. */
    private static boolean isTaken(Connection connection, Notice notice, Duration hold) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE notices SET attempts = ?,"
                + " due_at = TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(6))"
                + " WHERE id = ? AND attempts = ? AND sent_at IS NULL")) {
            update.setInt(1, notice.attempts());
            update.setLong(2, hold.toMillis() * MICROSECONDS);
            update.setString(3, notice.id());
            update.setInt(4, notice.attempts() - 1);
            return update.executeUpdate() == 1;
        }
    }

    /** What was sent long ago goes. */
    void sent(Notice notice) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE notices SET sent_at = UTC_TIMESTAMP(6) WHERE id = ?");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM notices"
                        + " WHERE pool = ? AND sent_at < TIMESTAMPADD(DAY, ?, UTC_TIMESTAMP(6)) LIMIT 1000")) {
            update.setString(1, notice.id());
            update.executeUpdate();
            delete.setString(1, pool);
            delete.setInt(2, -KEPT_DAYS);
            delete.executeUpdate();
        }
    }

    /** Unless another worker has taken it meanwhile. */
    void again(Notice notice, Duration later) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE notices SET due_at = TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(6))"
                                + " WHERE id = ? AND attempts = ? AND sent_at IS NULL")) {
            update.setLong(1, later.toMillis() * MICROSECONDS);
            update.setString(2, notice.id());
            update.setInt(3, notice.attempts());
            update.executeUpdate();
        }
    }
}
