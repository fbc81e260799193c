package provisioner.worker;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Workers compare times that they have written themselves, so their clocks must agree. */
final class DatabaseTime {
    private static final Duration MOST = Duration.ofSeconds(5);

    private DatabaseTime() {}

    /** @throws WorkException if this machine's clock is wrong, or the database's */
    static void mustAgree(DataSource source) throws WorkException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT UTC_TIMESTAMP(6)")) {
            row.next();
            Instant there = row.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
            Duration apart = Duration.between(there, Instant.now()).abs();
            if (apart.compareTo(MOST) > 0) {
                throw new WorkException("the clock of this machine and that of the database are " + apart.toSeconds()
                        + " s apart; workers need clocks that agree to within " + MOST.toSeconds() + " s");
            }
        } catch (SQLException e) {
            throw new WorkException(WorkException.firstLine(e));
        }
    }
}
