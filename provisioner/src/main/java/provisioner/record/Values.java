package provisioner.record;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Fills in a statement's values from the first to the last. */
final class Values {
    private final PreparedStatement statement;
    private int next = 1;

    private Values(PreparedStatement statement) {
        this.statement = statement;
    }

    static Values of(PreparedStatement statement) {
        return new Values(statement);
    }

    Values add(@Nullable Object... values) throws SQLException {
        for (Object value : values) {
            statement.setObject(next++, value);
        }
        return this;
    }
}
