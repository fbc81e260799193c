package provisioner.mysql;

import java.sql.SQLException;

/** What errors of a server mean, and how they are told to people. */
final class SqlErrors {
    /** SQLState class 28: invalid authorization. */
    private static final String AUTHORIZATION = "28";

    private static final int HOST_NOT_PRIVILEGED = 1130;

    private SqlErrors() {}

    /** Whether the server lets this account not in. */
    static boolean refuses(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith(AUTHORIZATION) || e.getErrorCode() == HOST_NOT_PRIVILEGED;
    }

    /** One line, with the server's number of the error. */
    static String describe(SQLException e) {
        return firstLine(e) + (e.getErrorCode() == 0 ? "" : " (error " + e.getErrorCode() + ")");
    }

    static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage()).strip();
        return message.lines().findFirst().orElse("the database server gave no reason");
    }
}
