package provisioner.resource.mysql;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlGroupMode;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlState;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;
import provisioner.state.StateView;

/**
 * Before a member of a group goes away for a time: where it is the only primary, another member becomes that. Of several, the
 * others go on.
 */
record MysqlHandoverResource(MysqlLogin login) implements MysqlResource {
    /**
     * The member that has the least to apply before it takes writes. The group lets only a member become its primary that has
     * the lowest version of all.
     */
    private static final String NEXT = "SET @provisioner_next = (SELECT MEMBER_ID"
            + " FROM performance_schema.replication_group_members"
            + " JOIN performance_schema.replication_group_member_stats USING (MEMBER_ID)"
            + " WHERE MEMBER_STATE = 'ONLINE' AND MEMBER_ID != @@GLOBAL.server_uuid"
            + " AND " + MysqlGroup.VERSION_NUMBER + " = (SELECT MIN(" + MysqlGroup.VERSION_NUMBER
            + ") FROM performance_schema.replication_group_members)"
            + " ORDER BY COUNT_TRANSACTIONS_IN_QUEUE + COUNT_TRANSACTIONS_REMOTE_IN_APPLIER_QUEUE, MEMBER_HOST LIMIT 1)";

    @Override
    public String title() {
        return "mysql_promotion elsewhere";
    }

    @Override
    public Assessment assess(StateView state) {
        MysqlState now = state.get(query());
        if (now.server().isEmpty() && !now.listens()) {
            return new InSync(); // a server that does not run is no primary
        }
        return onServer(
                state,
                server -> server.group()
                        .filter(MysqlGroup::isPrimary)
                        .map(group -> handOver(server, group))
                        .orElseGet(InSync::new));
    }

    private Assessment handOver(MysqlServer server, MysqlGroup group) {
        if (group.online() < 2) {
            return new Impossible(
                    "no other member of the group is ONLINE to become the primary",
                    "run playbooks/database-group.yml first");
        }
        if (server.groupMode() == MysqlGroupMode.MULTI) {
            return new InSync(); // the others take writes already, or will once all that have an older version are gone
        }
        return group.hasOtherOfLowestVersion() ? appoint(server, group) : leave(server, group);
    }

    private Assessment appoint(MysqlServer server, MysqlGroup group) {
        MysqlGroup after = MysqlGroup.online(group.name(), "SECONDARY", group.members(), group.recovery());
        return change(
                "another member",
                server,
                after,
                SqlStatement.of(NEXT),
                SqlStatement.of("SELECT group_replication_set_as_primary(@provisioner_next, "
                        + MysqlPromotionResource.RUNNING_SECONDS + ")"));
    }

    /** Nobody else has a version as old as this one. A group appoints no newer one, but elects it. */
    private Assessment leave(MysqlServer server, MysqlGroup group) {
        MysqlGroup after = new MysqlGroup(group.name(), "OFFLINE", "", new TreeMap<>(), group.recovery());
        return change(
                "elected from members of newer versions, because this member leaves the group",
                server,
                after,
                SqlStatement.of("STOP GROUP_REPLICATION"));
    }

    private Assessment change(String primary, MysqlServer server, MysqlGroup after, SqlStatement... statements) {
        return new Change()
                .differs("primary", "this member", primary)
                .sql(SqlChange.of(login, List.of(statements)))
                .becomes(
                        query(),
                        MysqlState.of(server.withVariables(MysqlPromotionResource.readOnly("ON"), Set.of())
                                .withGroup(after, server.heartbeat())))
                .assessment();
    }
}
