package provisioner.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.secret.Secret;
import provisioner.state.Query.MysqlSourceQuery;

/**
 * Operations over one session with a database server, in order. The first failure ends them and takes back what was done.
 *
 * @param atEnd statements to run afterwards in any case, in the same session
 */
public record SqlChange(MysqlLogin login, List<Operation> operations, List<SqlStatement> atEnd) {
    public SqlChange {
        operations = List.copyOf(operations);
        atEnd = List.copyOf(atEnd);
    }

    public static SqlChange of(MysqlLogin login, List<? extends Operation> operations) {
        return new SqlChange(login, List.copyOf(operations), List.of());
    }

    public sealed interface Operation
            permits SqlStatement,
                    WithPassword,
                    Undoable,
                    SetWhereNotSo,
                    TakeOver,
                    AwaitReplication,
                    AwaitMember,
                    StopMember {}

    /**
     * A statement about an account, which gets what the server is to keep of a password, and not the password: a server
     * may write the text of a statement into its logs, and its replicas copy the binary log.
     *
     * @param statement without the last value
     * @param plugin of {@link MysqlPassword}
     */
    public record WithPassword(SqlStatement statement, String plugin, Secret password) implements Operation {
        /** The whole statement, with another salt each time. */
        public SqlStatement hashed() {
            List<Secret> values = new ArrayList<>(statement.values());
            values.add(new Secret(MysqlPassword.fresh(password.value(), plugin)));
            return new SqlStatement(statement.text(), values);
        }
    }

    /**
     * What is taken back if a later operation fails: MySQL and MariaDB commit each of these statements by itself.
     *
     * @param undo what makes it as it was, in this order
     */
    public record Undoable(Operation operation, List<SqlStatement> undo) implements Operation {
        public Undoable {
            undo = List.copyOf(undo);
        }

        public static Undoable of(Operation operation, SqlStatement... undo) {
            return new Undoable(operation, List.of(undo));
        }
    }

    /** Sets the global variables that differ, on a server that could not be observed before. */
    public record SetWhereNotSo(SortedMap<String, String> settings) implements Operation {
        public SetWhereNotSo {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }

        @Override
        public String toString() {
            return settings.keySet().toString();
        }
    }

    /**
     * Prepares to leave the source without losing transactions that the replica can still get.
     *
     * @param source the source to leave; the replica waits for its transactions, if it answers, and applies what it
     *     received
     * @param others the other servers; if one that answers has more transactions, the replica must not take over
     */
    public record TakeOver(MysqlSourceQuery source, List<MysqlSourceQuery> others) implements Operation {
        public TakeOver {
            others = List.copyOf(others);
        }
    }

    /** Waits until both threads of the replica run, or one of them has failed. */
    public record AwaitReplication() implements Operation {}

    /**
     * Waits until this member of a group takes part in it, and has what it missed.
     *
     * @param returning whether it comes back by itself; then it is started only if that does not happen
     */
    public record AwaitMember(boolean returning) implements Operation {}

    /** Makes this member of a group stop trying to take part in it; fails if it takes part by now. */
    public record StopMember() implements Operation {}
}
