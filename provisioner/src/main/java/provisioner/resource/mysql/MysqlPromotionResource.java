package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.secret.Secret;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlGroupMode;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlServer.Replication;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlChange.Undoable;
import provisioner.state.SqlStatement;
import provisioner.state.StateView;

/**
 * The way by which the writer moves to a server: it is made the source, or stands aside for the one that is to be.
 *
 * <p>Who stands aside follows no other source any more, and takes no writes, also after a restart: it has a source that it
 * cannot start to replicate from, since that has no user. So {@code mysql-opener} never opens it, and no old source gets a
 * majority. It has that before it is closed, or its followers would have it opened again at once.
 *
 * @param promoted whether this server is to be the source; otherwise it stands aside
 * @param account for replication, with which the others are asked what they have and whom they follow
 * @param address of the new source
 * @param partner the address of the server with which this one replicates both ways; empty for none
 * @param others the addresses of the other servers, none of which may have more than the new source
 */
record MysqlPromotionResource(
        MysqlLogin login, boolean promoted, MysqlLogin account, String address, String partner, List<String> others)
        implements MysqlResource {
    /** How long transactions that run on the former primary may go on. MySQL takes it since 8.0.29. */
    static final int RUNNING_SECONDS = 30;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "mysql_promotion";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            MysqlLogin login = MysqlFields.login(fields);
            if (fields.bool("elsewhere", false)) {
                return Optional.of(new MysqlHandoverResource(login));
            }
            String user = fields.optionalString("user").orElse("replication");
            String password = fields.string("password");
            int port = MysqlFields.port(fields, "source_port");
            String source = fields.string("source");
            String host = fields.string("host");
            String address = fields.string("source_address");
            MysqlFields.checkAddress(fields, "source_address", address);
            String partner = fields.optionalString("partner").orElse("");
            List<String> others =
                    fields.words("others").stream().map(Node.Scalar::text).toList();
            return Optional.of(new MysqlPromotionResource(
                    login,
                    source.equals(host),
                    new MysqlLogin(user, new Secret(password), port),
                    address,
                    partner,
                    others));
        }
    }

    @Override
    public String title() {
        return promoted ? "mysql_promotion source" : "mysql_promotion fence";
    }

    @Override
    public Assessment assess(StateView state) {
        MysqlState now = state.get(query());
        if (!promoted && now.server().isEmpty() && !now.listens()) {
            // It starts closed, and the new source takes writes only if nobody could have it opened.
            return new InSync();
        }
        return onServer(
                state,
                server -> server.group()
                        .map(group -> inGroup(server, group))
                        .orElseGet(() -> promoted ? promote(server) : fence(server)));
    }

    /**
     * Only the group moves its primary. It first lets the others apply what they have received. Without a limit it would wait
     * for transactions that nobody ends.
     */
    private Assessment inGroup(MysqlServer server, MysqlGroup group) {
        if (promoted && server.groupMode() == MysqlGroupMode.MULTI) {
            return new Impossible(
                    "there is nothing to promote: the group is multi-primary, and every member takes writes",
                    "set 'mysql_group_mode: single-primary' if one member must take them");
        }
        if (!promoted || group.isPrimary()) {
            return new InSync();
        }
        if (!group.isOnline()) {
            return new Impossible(
                    "this server must be ONLINE in its group to become the primary, but it is " + group.state(),
                    "run playbooks/database-group.yml first");
        }
        SortedMap<String, MysqlGroup.Member> members = new TreeMap<>(group.members());
        String former = members.entrySet().stream()
                .filter(member -> member.getValue().role().equals("PRIMARY"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("none");
        MysqlGroup after = MysqlGroup.online(group.name(), "PRIMARY", members, group.recovery());
        return new Change()
                .destroys("primary", former, "this member")
                .sql(SqlChange.of(
                        login,
                        List.of(
                                SqlStatement.of("SELECT group_replication_set_as_primary(@@GLOBAL.server_uuid, "
                                        + RUNNING_SECONDS + ")"),
                                new SqlChange.AwaitMember(false))))
                .becomes(
                        query(),
                        MysqlState.of(
                                server.withVariables(readOnly("OFF"), Set.of()).withGroup(after, server.heartbeat())))
                .assessment();
    }

    private Assessment fence(MysqlServer server) {
        Change change = new Change();
        List<SqlChange.Operation> operations = new ArrayList<>();
        MysqlServer after = server.withVariables(readOnly("ON"), Set.of());
        if (!isAside(server)) {
            change.destroys(
                    "source",
                    server.replication().map(MysqlSource::describe).orElse("none"),
                    "set aside for " + address);
            operations.addAll(standAside(server));
            after = after.withReplication(Optional.of(aside(server)), server.heartbeat());
        }
        if (!server.readOnly()) {
            change.destroys("writes", "taken", "refused");
            operations.add(
                    SqlStatement.of("SET GLOBAL " + (server.mariadb() ? "read_only" : "super_read_only") + " = ON"));
        }
        return change.sql(SqlChange.of(login, operations))
                .becomes(query(), MysqlState.of(after))
                .assessment();
    }

    /** Whether it follows nobody but the new source. One that takes writes as well may do so again after a restart. */
    private boolean isAside(MysqlServer server) {
        return server.replication()
                .filter(from -> from.sourceAddress().equals(address)
                        && from.channels().isEmpty()
                        && (server.readOnly() || from.user().isEmpty()))
                .isPresent();
    }

    /** The new source has all that this server has received, so its relay log may go. */
    private List<SqlChange.Operation> standAside(MysqlServer server) {
        String word = server.mariadb() ? "SLAVE" : "REPLICA";
        String to = server.mariadb() ? "MASTER" : "SOURCE";
        List<String> rest =
                others.stream().filter(other -> !other.equals(address)).toList();
        List<SqlChange.Operation> operations = new ArrayList<>();
        operations.add(new SqlChange.AwaitSuccessor(at(address), all(rest)));
        operations.addAll(ReplicaOptions.endChannels(server));
        Optional<Replication> own =
                server.replication().filter(from -> !from.sourceAddress().isEmpty());
        own.ifPresent(from -> {
            boolean receives = from.receiving().equals("Yes");
            boolean applies = from.applying().equals("Yes");
            // MariaDB deletes what it has received if it starts while both threads stand still.
            operations.add(new SqlChange.Undoable(
                    SqlStatement.of("STOP " + word + " IO_THREAD"),
                    receives && (applies || !server.mariadb())
                            ? List.of(SqlStatement.of("START " + word + " IO_THREAD"))
                            : List.of()));
            operations.add(new SqlChange.AwaitSuccessor(at(address), List.of()));
            operations.add(new SqlChange.Undoable(
                    SqlStatement.of("STOP " + word),
                    receives || applies ? List.of(SqlStatement.of("START " + word)) : List.of()));
        });
        String change = (server.mariadb() ? "CHANGE MASTER TO " : "CHANGE REPLICATION SOURCE TO ")
                + "@_HOST = ?, @_PORT = %d, @_USER = '', @_PASSWORD = '', ".formatted(account.port())
                + (server.mariadb() ? "@_USE_GTID = slave_pos" : "@_AUTO_POSITION = 1");
        SqlStatement changed = SqlStatement.of(change.replace("@_", to + "_"), address);
        operations.add(own.isEmpty() ? Undoable.of(changed, SqlStatement.of("RESET " + word + " ALL")) : changed);
        return operations;
    }

    private Replication aside(MysqlServer server) {
        Optional<Replication> own =
                server.replication().filter(from -> !from.sourceAddress().isEmpty());
        return new Replication(
                address,
                account.port(),
                "",
                own.filter(Replication::tls).isPresent(),
                own.filter(Replication::verified).isPresent(),
                true,
                "No",
                "No",
                "",
                own.map(Replication::options).orElseGet(TreeMap::new),
                own.map(Replication::atStart).orElseGet(TreeSet::new),
                new TreeMap<>());
    }

    private Assessment promote(MysqlServer server) {
        Optional<Impossible> partial = ReplicaOptions.leavesOut(server);
        if (partial.isPresent()) {
            return partial.get();
        }
        Change change = new Change();
        List<SqlChange.Operation> operations = new ArrayList<>();
        boolean closed = server.readOnly() || server.isOn("read_only");
        Optional<Replication> from = server.replication();
        from.ifPresent(now -> change.destroys("source", MysqlSource.describe(now), "none: this is the source"));
        operations.addAll(ReplicaOptions.endDelay(server));
        Optional<String> old = from.flatMap(MysqlPromotionResource::follows);
        if (closed || old.isPresent()) {
            operations.add(new SqlChange.TakeOver(old.map(this::at), all(others), address, partner));
        }
        operations.addAll(ReplicaOptions.endChannels(server));
        if (from.filter(now -> !now.sourceAddress().isEmpty()).isPresent()) {
            String word = server.mariadb() ? "SLAVE" : "REPLICA";
            operations.add(Undoable.of(SqlStatement.of("STOP " + word), SqlStatement.of("START " + word)));
            operations.add(SqlStatement.of("RESET " + word + " ALL"));
        }
        if (closed) {
            change.differs("writes", "refused", "taken");
            if (!server.mariadb()) {
                operations.add(SqlStatement.of("SET GLOBAL super_read_only = OFF"));
            }
            operations.add(SqlStatement.of("SET GLOBAL read_only = OFF"));
        }
        MysqlServer after =
                server.withVariables(readOnly("OFF"), Set.of()).withReplication(Optional.empty(), server.heartbeat());
        return change.sql(SqlChange.of(login, operations))
                .becomes(query(), MysqlState.of(after))
                .assessment();
    }

    /** The address that a server replicates from, unless it was set aside and gets nothing. */
    private static Optional<String> follows(Replication from) {
        if (from.sourceAddress().isEmpty()) {
            return Optional.of(from.channels().firstEntry().getValue());
        }
        return from.user().isEmpty() ? Optional.empty() : Optional.of(from.sourceAddress());
    }

    private List<MysqlSourceQuery> all(List<String> addresses) {
        return addresses.stream().map(this::at).toList();
    }

    private MysqlSourceQuery at(String server) {
        return new MysqlSourceQuery(login, server, account);
    }

    static SortedMap<String, String> readOnly(String value) {
        SortedMap<String, String> variables = new TreeMap<>();
        variables.put("read_only", value);
        variables.put("super_read_only", value);
        return variables;
    }
}
