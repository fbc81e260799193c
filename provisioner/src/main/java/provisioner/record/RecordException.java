package provisioner.record;

import java.sql.SQLException;

/** The record cannot be written or read. The message is one line for users. */
public final class RecordException extends Exception {
    private static final long serialVersionUID = 1L;

    RecordException(String message) {
        super(message);
    }

    static RecordException of(SQLException e) {
        return new RecordException(line(e) + (e.getErrorCode() == 0 ? "" : " (error " + e.getErrorCode() + ")"));
    }

    static String line(Exception e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason was given");
    }
}
