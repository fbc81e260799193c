package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
import provisioner.state.Observation.MysqlState;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;
import provisioner.state.StateView;

/**
 * The way by which the writer moves to a server: it is made the source, or kept from being one.
 *
 * @param promoted whether this server is to be the source; otherwise it only must not take writes
 * @param account for replication, with which the others are asked what they have
 * @param others the addresses of the other servers, none of which may have more than the new source
 */
record MysqlPromotionResource(MysqlLogin login, boolean promoted, MysqlLogin account, List<String> others)
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
            List<String> others =
                    fields.words("others").stream().map(Node.Scalar::text).toList();
            return Optional.of(new MysqlPromotionResource(
                    login, source.equals(host), new MysqlLogin(user, new Secret(password), port), others));
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
            // A server that does not run takes no writes, and none when it comes back: it starts closed.
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
        if (!server.readOnly()) {
            String variable = server.mariadb() ? "read_only" : "super_read_only";
            change.destroys("writes", "taken", "refused")
                    .sql(SqlChange.of(login, List.of(SqlStatement.of("SET GLOBAL " + variable + " = ON"))))
                    .becomes(query(), MysqlState.of(server.withVariables(readOnly("ON"), Set.of())));
        }
        return change.assessment();
    }

    private Assessment promote(MysqlServer server) {
        Optional<Impossible> partial = ReplicaOptions.leavesOut(server);
        if (partial.isPresent()) {
            return partial.get();
        }
        Change change = new Change();
        List<SqlChange.Operation> operations = new ArrayList<>();
        server.replication().ifPresent(from -> {
            change.destroys("source", MysqlSource.describe(from), "none: this is the source");
            operations.addAll(ReplicaOptions.endDelay(server));
            boolean own = !from.sourceAddress().isEmpty();
            operations.add(takeOverFrom(
                    own ? from.sourceAddress() : from.channels().firstEntry().getValue()));
            operations.addAll(ReplicaOptions.endChannels(server));
            if (own) {
                String word = server.mariadb() ? "SLAVE" : "REPLICA";
                operations.add(
                        SqlChange.Undoable.of(SqlStatement.of("STOP " + word), SqlStatement.of("START " + word)));
                operations.add(SqlStatement.of("RESET " + word + " ALL"));
            }
        });
        if (server.readOnly() || server.isOn("read_only")) {
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

    private SqlChange.TakeOver takeOverFrom(String source) {
        return new SqlChange.TakeOver(
                at(source),
                others.stream()
                        .filter(address -> !address.equals(source))
                        .map(this::at)
                        .toList());
    }

    private MysqlSourceQuery at(String address) {
        return new MysqlSourceQuery(login, address, account);
    }

    static SortedMap<String, String> readOnly(String value) {
        SortedMap<String, String> variables = new TreeMap<>();
        variables.put("read_only", value);
        variables.put("super_read_only", value);
        return variables;
    }
}
