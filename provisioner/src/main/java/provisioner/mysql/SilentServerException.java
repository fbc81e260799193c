package provisioner.mysql;

import java.sql.SQLException;

/** A server that takes connections, or whose host does, does not answer in time. The message says which and what to look at. */
final class SilentServerException extends SQLException {
    private static final long serialVersionUID = 1L;

    /** A communication link failure: the session has ended. */
    static final String LINK_FAILURE = "08S01";

    SilentServerException(String message, Throwable cause) {
        super(message, LINK_FAILURE, 0, cause);
    }
}
