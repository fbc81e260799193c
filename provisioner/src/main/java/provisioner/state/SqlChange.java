package provisioner.state;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Statements that bring something about on a database server, one after the other; the first that fails ends them.
 *
 * @param settings global variables that are set first where they are not so, for when nobody could look before
 * @param handover what a replica does before that leaves its source
 * @param atEnd what is run after them in any case, in the same session
 * @param awaitReplication whether it is done only when both threads of the replica run, or one of them has failed
 */
public record SqlChange(
        MysqlLogin login,
        SortedMap<String, String> settings,
        Optional<MysqlHandover> handover,
        List<SqlStatement> statements,
        List<SqlStatement> atEnd,
        boolean awaitReplication) {
    public SqlChange {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        statements = List.copyOf(statements);
        atEnd = List.copyOf(atEnd);
    }

    public static SqlChange of(MysqlLogin login, List<SqlStatement> statements, List<SqlStatement> atEnd) {
        return new SqlChange(login, new TreeMap<>(), Optional.empty(), statements, atEnd, false);
    }

    public static SqlChange ofSettings(MysqlLogin login, SortedMap<String, String> settings) {
        return new SqlChange(login, settings, Optional.empty(), List.of(), List.of(), false);
    }
}
