package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.resource.Foundation;
import provisioner.state.Bytes;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlChange.Undoable;
import provisioner.state.SqlStatement;

/** What a server needs to take its place in replication. */
final class MysqlReplicationChange {
    private static final String SUPER = "super_read_only";
    private static final String READ_ONLY = "read_only";

    /** The table of the heartbeat. */
    static final List<SqlStatement> HEARTBEAT =
            List.of(SqlStatement.of("CREATE DATABASE IF NOT EXISTS provisioner"), SqlStatement.of("""
                    CREATE TABLE IF NOT EXISTS provisioner.heartbeat (
                      source VARCHAR(255) CHARACTER SET ascii PRIMARY KEY,
                      run VARCHAR(64) NOT NULL,
                      at TIMESTAMP(6) NOT NULL
                    ) ENGINE=InnoDB"""));

    private final MysqlReplicationResource desired;
    private final MysqlServer now;
    private final Optional<MysqlSourceState> its;
    private final boolean replaces;
    private final Change change = new Change();
    private final List<SqlChange.Operation> statements = new ArrayList<>();
    private boolean seeds;
    private boolean points;
    private boolean awaits;
    private boolean heartbeat;

    /**
     * @param its what the source says, if this server has one
     * @param replaces whether a copy of the source's data replaces that of this server
     */
    MysqlReplicationChange(
            MysqlReplicationResource desired, MysqlServer now, Optional<MysqlSourceState> its, boolean replaces) {
        this.desired = desired;
        this.now = now;
        this.its = its;
        this.replaces = replaces;
        desired.source().ifPresent(this::replication);
        writes();
        heartbeat();
    }

    /** Whether the data of the source is taken first. */
    boolean seeds() {
        return seeds;
    }

    private void replication(MysqlSource source) {
        if (replaces) {
            replace(source);
        } else {
            follow(source);
        }
    }

    /** The script ends whatever it replicates from, so that it is pointed to its source like a new server. */
    private void replace(MysqlSource source) {
        seeds = true;
        points = true;
        awaits = true;
        Optional<MysqlServer.Replication> former = now.replication();
        if (former.filter(source::isThatOf).isEmpty()) {
            change.differs("source", former.map(MysqlSource::describe).orElse(""), source.describe());
        }
        if (!now.readOnly()) {
            change.destroys("writes", "taken", "refused");
        }
        change.destroys("transactions that " + source.name() + " lacks", lost(), "lost");
        change.destroys(
                "data",
                Stream.concat(
                                now.databases().keySet().stream().filter(name -> !name.equals(MysqlServer.OWN_SCHEMA)),
                                Stream.of("with all accounts"))
                        .collect(Collectors.joining(", ")),
                "a copy of that of " + source.name());
        new ReplicaOptions(now, source).differ(change);
        if (!now.mariadb()) {
            // It was started anew, and only its configuration files, if they are as declared, have closed it.
            statements.add(close());
        }
        MysqlServer alone = now.withReplication(Optional.empty(), now.heartbeat());
        statements.addAll(source.point(
                now.mariadb(), Optional.empty(), new TreeMap<>(), new ReplicaOptions(alone, source).endFilters()));
    }

    private String lost() {
        String errant = its.map(MysqlSourceState::errant).orElse("");
        String later = now.readOnly() ? "" : "those until writes are refused";
        return Stream.of(errant, later).filter(text -> !text.isEmpty()).collect(Collectors.joining(", and "));
    }

    private void follow(MysqlSource source) {
        Optional<MysqlServer.Replication> replication = now.replication();
        if (replication.isEmpty()) {
            seeds = !now.holdsData();
            change.differs("source", "", source.describe());
            if (seeds) {
                change.differs(copied(now, desired.login(), "a copy of that of " + source.name()));
            }
        } else if (!source.isThatOf(replication.get())) {
            change.differs("source", MysqlSource.describe(replication.get()), source.describe());
        } else if (!replication.get().running()) {
            MysqlServer.Replication threads = replication.get();
            String error = threads.error().isEmpty() ? "" : " (" + threads.error() + ")";
            difference("receiving", threads.receiving() + error, threads.receiving());
            difference("applying", threads.applying() + error, threads.applying());
        }
        points = !change.isEmpty();
        ReplicaOptions options = new ReplicaOptions(now, source);
        options.differ(change);
        statements.addAll(ReplicaOptions.endChannels(now));
        statements.addAll(
                points
                        ? source.point(now.mariadb(), replication, options.odd(), options.endFilters())
                        : options.repair());
        awaits = !statements.isEmpty();
    }

    /** What a copy of another server's data replaces. A new server has nothing to lose but its own accounts. */
    static Difference copied(MysqlServer now, MysqlLogin login, String copy) {
        boolean hasAccounts = now.accounts().keySet().stream()
                .anyMatch(name -> !Foundation.contains(Foundation.Kind.MYSQL_USER, name.user())
                        && !name.user().equals(login.user()));
        return hasAccounts
                ? Difference.destroying("data", "what this server has, with its accounts", copy)
                : Difference.of("data", "", copy);
    }

    private void difference(String thread, String shown, String state) {
        if (!state.equals("Yes")) {
            change.differs(thread, shown, "Yes");
        }
    }

    /** Every server starts closed, by its files; only what is declared to take writes is opened. */
    private void writes() {
        boolean closed = now.readOnly() || now.version().isEmpty() || now.restarted() || seeds;
        if (desired.writable() && (closed || now.isOn(READ_ONLY))) {
            change.differs("writes", "refused", "taken");
            statements.add(Undoable.of(
                    SqlStatement.of("SET GLOBAL " + (now.mariadb() ? READ_ONLY : SUPER) + " = OFF"),
                    SqlStatement.of("SET GLOBAL " + (now.mariadb() || !now.readOnly() ? READ_ONLY : SUPER) + " = ON")));
            if (!now.mariadb()) {
                statements.add(SqlStatement.of("SET GLOBAL read_only = OFF"));
            }
        } else if (!desired.writable() && !closed) {
            change.destroys("writes", "taken", "refused");
            statements.add(close());
        }
    }

    private SqlStatement close() {
        return SqlStatement.of("SET GLOBAL " + (now.mariadb() ? READ_ONLY : SUPER) + " = ON");
    }

    /** It is the source's, and comes to the others by replication. */
    private void heartbeat() {
        heartbeat = desired.source().isPresent() || now.heartbeat();
        if (!heartbeat) {
            change.differs("heartbeat", "", "provisioner.heartbeat");
            statements.addAll(HEARTBEAT);
        }
    }

    Assessment assessment() {
        if (seeds) {
            desired.source().ifPresent(this::seed);
        }
        String restarted = now.restarted() ? "an earlier step restarts the server with its configuration files" : "";
        List<SqlChange.Operation> operations = new ArrayList<>(statements);
        if (awaits) {
            operations.add(new SqlChange.AwaitReplication());
        }
        List<SqlStatement> atEnd = points ? MysqlSource.logged(now.mariadb(), true) : List.of();
        return change.sql(new SqlChange(desired.login(), operations, atEnd))
                .becomes(desired.query(), MysqlState.of(after()))
                .openBecause(restarted)
                .assessment();
    }

    /** Copies the data of a server, for MySQL. */
    static Bytes clone(String address, MysqlLogin account) {
        return Bytes.utf8("""
                SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';
                SET GLOBAL super_read_only = OFF;
                SET GLOBAL clone_valid_donor_list = %1$s;
                CLONE INSTANCE FROM %2$s@%3$s:%4$d IDENTIFIED BY %5$s REQUIRE SSL;
                """.formatted(
                        MysqlServerResource.text(address + ":" + account.port()),
                        MysqlServerResource.text(account.user()),
                        MysqlServerResource.text(address),
                        account.port(),
                        MysqlServerResource.text(account.password().value())));
    }

    /** The passwords stand in what travels beside the script. */
    private void seed(MysqlSource source) {
        String user = source.seed().user();
        String password = source.seed().password().value();
        int port = source.seed().port();
        Bytes clone = clone(source.address(), source.seed());
        Bytes options = Bytes.utf8("[client]\nhost=%s\nport=%d\nuser=%s\npassword=\"%s\"\nssl\n"
                .formatted(
                        source.address(),
                        port,
                        user,
                        password.replace("\\", "\\\\").replace("\"", "\\\"")));
        its.filter(state -> !state.errant().isEmpty())
                .ifPresent(state -> change.becomes(
                        new MysqlSourceQuery(desired.login(), source.address(), source.account()),
                        new MysqlSourceState(true, "", state.readOnly(), "", state.uuid(), state.group())));
        change.send(clone)
                .send(options)
                .run((desired.reseed() ? "mysql_reseed" : "mysql_seed") + " \"$BLOBS/" + clone.sha256() + "\" \"$BLOBS/"
                        + options.sha256() + "\"");
    }

    private MysqlServer after() {
        SortedMap<String, String> variables = new TreeMap<>();
        variables.put(READ_ONLY, desired.writable() ? "OFF" : "ON");
        variables.put(SUPER, desired.writable() ? "OFF" : "ON");
        MysqlServer filled = seeds ? now.afterCopy() : now;
        return filled.withVariables(variables, Set.of())
                .withReplication(
                        desired.source().map(MysqlSource::running).or(now::replication),
                        heartbeat || desired.source().isEmpty());
    }
}
