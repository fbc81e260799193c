package provisioner.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
                    AwaitSuccessor,
                    TakeOver,
                    AwaitReplication,
                    AwaitMember,
                    StopMember,
                    LeaveAbandoned {}

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
     * Waits until the server that is to become the source has what this server and the others have received. Fails, before this
     * server is changed, if it cannot have that, or if so many servers do not answer that they may be a majority. One that takes
     * writes already is waited for no more.
     *
     * @param others the other declared servers, without that one
     */
    public record AwaitSuccessor(MysqlSourceQuery successor, List<MysqlSourceQuery> others) implements Operation {
        public AwaitSuccessor {
            others = List.copyOf(others);
        }
    }

    /**
     * Prepares to take writes without losing transactions that this server can still get. Fails, and leaves it as it was, if one
     * of the others has more, or if so many of them may follow another source that this one could take writes again, too.
     *
     * @param source the source to leave; the replica waits for its transactions, if it answers, and applies what it
     *     received; empty if it replicates from nobody any more
     * @param others all other declared servers
     * @param address of this server, as the others write it
     * @param partner the address of the one with which it replicates both ways; empty for none
     */
    public record TakeOver(
            Optional<MysqlSourceQuery> source, List<MysqlSourceQuery> others, String address, String partner)
            implements Operation {
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

    /**
     * Makes this member leave a group in which no other one takes part any more. Fails, after it has left, if one of them takes part
     * by then or does not answer: then the group may stand without this member.
     *
     * @param others all other declared members
     */
    public record LeaveAbandoned(List<MysqlSourceQuery> others) implements Operation {
        public LeaveAbandoned {
            others = List.copyOf(others);
        }
    }
}
