package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.state.Bytes;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlGroupMode;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** What a server needs to take part in its group. */
final class MysqlGroupChange {
    private static final String ONLINE = "ONLINE";
    private static final String ON_BOOT = "group_replication_start_on_boot";
    private static final String BOOTSTRAP = "group_replication_bootstrap_group";

    /** While it is ON, each start of the membership would begin a second group. */
    private static final SqlStatement NO_BOOTSTRAP = SqlStatement.setGlobal(BOOTSTRAP, "OFF");

    private static final SqlStatement START = SqlStatement.of("START GROUP_REPLICATION");

    private final MysqlGroupResource desired;
    private final MysqlServer now;
    private final Change change = new Change();
    private final List<SqlChange.Operation> operations = new ArrayList<>();
    private final List<SqlStatement> atEnd = new ArrayList<>();
    private MysqlServer after;
    private MysqlGroupMode mode;
    private SortedMap<String, MysqlGroup.Member> beside;
    private boolean switches;

    MysqlGroupChange(MysqlGroupResource desired, MysqlServer now) {
        this.desired = desired;
        this.now = now;
        this.after = now;
        this.mode = now.groupMode();
        this.beside = now.group().map(MysqlGroup::members).orElseGet(TreeMap::new);
    }

    private String state() {
        return now.group().map(MysqlGroup::state).orElse("OFFLINE");
    }

    /** The whole group takes writes in another way; one member asks for it. */
    Assessment switches() {
        switches = true;
        differsInMode();
        operations.add(desired.isFirst() ? mode.switching() : SqlStatement.of("DO SLEEP(2)"));
        operations.add(new SqlChange.AwaitMember(false));
        return settled();
    }

    private void differsInMode() {
        change.differs("mode", mode.word(), desired.mode().word());
        mode = desired.mode();
    }

    /** Of a server that takes no part yet. */
    private void mode() {
        if (mode != desired.mode()) {
            differsInMode();
            operations.addAll(mode.settings());
        }
    }

    /** As a member beside a primary. */
    private String roleBeside() {
        return mode == MysqlGroupMode.MULTI ? "PRIMARY" : "SECONDARY";
    }

    /** It takes part already. */
    Assessment settled() {
        boolean primary = switches
                ? mode == MysqlGroupMode.MULTI || desired.isFirst()
                : now.group().filter(MysqlGroup::isPrimary).isPresent();
        joinsOnly();
        if (now.restarted()) {
            change.differs("member", "restarted", ONLINE);
            operations.add(new SqlChange.AwaitMember(true));
        }
        recovery();
        startsOnBoot();
        if (!primary && !now.readOnly() && !now.restarted() && !switches) {
            change.differs("writes", "taken", "refused");
            operations.add(SqlStatement.of("SET GLOBAL super_read_only = " + LocalOrReplicated.UNLESS_PRIMARY));
        }
        boolean heartbeat = now.heartbeat() || !primary;
        if (!heartbeat) {
            heartbeat();
        }
        return end(primary ? "PRIMARY" : "SECONDARY");
    }

    /** It has been a member, and its server starts it. */
    Assessment returns() {
        change.differs("member", now.restarted() ? "restarted" : state(), ONLINE);
        joinsOnly();
        recovery();
        startsOnBoot();
        operations.add(new SqlChange.AwaitMember(true));
        return end(roleBeside());
    }

    /** Its group goes on where no member takes part any more. */
    Assessment recovers(Map<String, MysqlSourceState> others) {
        lacked(others);
        operations.add(new SqlChange.StopMember()); // its start may still wait for the others
        return begins();
    }

    /** The same where this member still takes part, alone and without a majority. */
    Assessment recoversAlone(Map<String, MysqlSourceState> others, List<MysqlSourceQuery> all) {
        change.differs("member", "ONLINE, alone", "the first one of the group");
        lacked(others);
        operations.add(new SqlChange.LeaveAbandoned(all));
        beside = new TreeMap<>();
        return begins();
    }

    private void lacked(Map<String, MysqlSourceState> others) {
        others.forEach((other, its) -> {
            if (!its.errant().isEmpty()) {
                change.differs("transactions of " + other, "all but " + its.errant(), "all of this member");
            }
        });
    }

    Assessment bootstraps() {
        mode();
        return begins();
    }

    private Assessment begins() {
        change.differs("group", "", "bootstrapped by this member");
        recovery();
        operations.add(SqlStatement.setGlobal(BOOTSTRAP, "ON"));
        operations.add(START);
        operations.add(NO_BOOTSTRAP);
        operations.add(new SqlChange.AwaitMember(false));
        atEnd.add(NO_BOOTSTRAP);
        startsOnBoot();
        if (!now.heartbeat()) {
            heartbeat();
        }
        return end("PRIMARY");
    }

    /** @param member whose data it gets first, with all accounts */
    Assessment joins(String member) {
        change.differs("member", state(), ONLINE);
        change.differs(MysqlReplicationChange.copied(now, desired.login(), "a copy of that of " + member));
        seed(member);
        after = after.afterCopy();
        mode();
        recovery();
        operations.add(NO_BOOTSTRAP);
        operations.add(START);
        operations.add(new SqlChange.AwaitMember(false));
        startsOnBoot();
        return end(roleBeside());
    }

    private void joinsOnly() {
        if (now.isOn(BOOTSTRAP)) {
            change.differs("group at the next start", "bootstrapped by this member", "joined");
            operations.add(NO_BOOTSTRAP);
        }
    }

    /** The copy may have brought another password, so it is set whenever a server joins. */
    private void recovery() {
        String wanted = account();
        String known = now.group().map(MysqlGroup::recovery).orElse("");
        if (!known.equals(wanted)) {
            boolean user = known.startsWith(desired.account().user() + " ");
            change.differs(
                    user ? "password for recovery" : "account for recovery",
                    user ? "another one" : known.split(" ")[0],
                    user ? "as declared" : desired.account().user());
        } else if (!after.copied()) {
            return;
        }
        operations.add(SqlStatement.of(
                "CHANGE REPLICATION SOURCE TO SOURCE_USER = ?, SOURCE_PASSWORD = ?"
                        + " FOR CHANNEL 'group_replication_recovery'",
                desired.account().user(),
                desired.account().password().value()));
    }

    private String account() {
        return desired.account().user() + " "
                + Bytes.utf8(desired.account().password().value()).sha256();
    }

    /** Only who is a member starts as one: a server that was never in the group would wait for it in vain. */
    private void startsOnBoot() {
        if (!now.isOn(ON_BOOT)) {
            change.differs("return after a start", "by hand", "by itself");
            operations.add(SqlStatement.of("SET PERSIST " + ON_BOOT + " = ON"));
        }
    }

    private void heartbeat() {
        change.differs("heartbeat", "", "provisioner.heartbeat");
        operations.addAll(MysqlReplicationChange.HEARTBEAT);
    }

    private void seed(String member) {
        Bytes clone = MysqlReplicationChange.clone(member, desired.seed());
        change.send(clone).run("mysql_seed_clone \"$BLOBS/" + clone.sha256() + "\"");
    }

    private Assessment end(String role) {
        boolean writes = role.equals("PRIMARY");
        SortedMap<String, String> variables = new TreeMap<>();
        variables.put("super_read_only", writes ? "OFF" : "ON");
        variables.put("read_only", writes ? "OFF" : "ON");
        variables.put(ON_BOOT, "ON");
        if (now.isOn(BOOTSTRAP)) {
            variables.put(BOOTSTRAP, "OFF");
        }
        if (mode != now.groupMode()) {
            variables.put(MysqlGroupMode.VARIABLE, mode.value());
        }
        SortedMap<String, MysqlGroup.Member> members = new TreeMap<>(beside);
        members.put(desired.address(), MysqlGroup.member(role));
        MysqlGroup group = MysqlGroup.online(desired.name(), role, members, account());
        MysqlServer then = after.withVariables(variables, Set.of()).withGroup(group, true);
        return change.sql(new SqlChange(desired.login(), operations, atEnd))
                .becomes(desired.query(), MysqlState.of(then))
                .openBecause(open())
                .assessment();
    }

    private String open() {
        if (switches && !desired.isFirst()) {
            return desired.first() + " switches the whole group";
        }
        return now.restarted() && now.wasIn(desired.name())
                ? "an earlier step restarts the server with its configuration files"
                : "";
    }
}
