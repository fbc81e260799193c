package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Assessment.Unknown;
import provisioner.resource.Claim;
import provisioner.resource.Things;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlGroupMode;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Query;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.StateView;

/**
 * A server's membership in a group of MySQL servers that elect a primary themselves (Group Replication).
 *
 * <p>Two things must never happen: that a second group of the same name comes about beside one that stands, and that a
 * member's own transactions are lost. So a group is bootstrapped only where every other member answers and none was ever in
 * it, and a server joins only without data of its own.
 *
 * @param name its UUID
 * @param mode who takes the writes
 * @param address of this member, as the others reach it
 * @param others the addresses of the other members
 * @param first the name of the host that bootstraps the group
 * @param isFirst whether that is this one
 * @param returning whether only a former member is brought back, and nothing is done on any other server
 * @param account with which members get what they missed, and with which the others are asked
 * @param seed the account with which the data of a member is copied
 */
record MysqlGroupResource(
        MysqlLogin login,
        String name,
        MysqlGroupMode mode,
        String address,
        List<String> others,
        String first,
        boolean isFirst,
        boolean returning,
        MysqlLogin account,
        MysqlLogin seed)
        implements MysqlResource {
    private static final String RECOVER =
            "start those servers; if no member is ONLINE any more, run playbooks/recover-database.yml";

    MysqlGroupResource {
        others = List.copyOf(others);
    }

    @Override
    public String title() {
        return "mysql_group " + name;
    }

    @Override
    public List<Claim> claims() {
        String thing = "server on port " + login.port();
        return List.of(
                Claim.of(thing, "group", name),
                Claim.of(thing, "mode of the group", mode),
                Claim.of(thing, "set of members", Set.copyOf(members())));
    }

    /** Of all members it names accounts, which are there even if another playbook makes them. */
    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(
                Stream.concat(MysqlResource.super.accountsFor(), Stream.of(Things.databaseGroup(login.port()))),
                Stream.of(account, seed).map(its -> Things.databaseAccounts(its.user(), its.port())));
    }

    List<String> members() {
        List<String> members = new ArrayList<>(others);
        members.add(address);
        return members.stream().sorted().toList();
    }

    MysqlGroupGuard guard() {
        return new MysqlGroupGuard(login, name, 0);
    }

    private MysqlSourceQuery to(String other) {
        return new MysqlSourceQuery(login, other, account);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = MysqlResource.super.queries();
        if (!returning) {
            others.forEach(other -> queries.add(to(other)));
        }
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        return onServer(state, server -> assess(server, state));
    }

    private Assessment assess(MysqlServer server, StateView state) {
        if (returning && !server.wasIn(name)) {
            return new InSync();
        }
        Optional<Impossible> refused = guard().unfit(server);
        if (refused.isPresent()) {
            return refused.get();
        }
        MysqlGroupChange change = new MysqlGroupChange(this, server);
        Optional<MysqlGroup> group = server.group().filter(now -> now.name().equals(name));
        if (group.filter(MysqlGroup::isOnline).isPresent()) {
            return server.groupMode() == mode || returning
                    ? member(change, group.get())
                    : switched(change, group.get(), state);
        }
        return server.wasIn(name) ? former(change, state) : newcomer(change, server, state);
    }

    /** What takes part must see a majority, and nobody who is not declared. */
    Assessment member(MysqlGroupChange change, MysqlGroup group) {
        return notWhole(group).<Assessment>map(why -> why).orElseGet(change::settled);
    }

    private Optional<Impossible> notWhole(MysqlGroup group) {
        if (!group.hasMajority()) {
            return Optional.of(new Impossible(
                    "this member has no majority and takes no writes: " + String.join(", ", group.absent()),
                    "it goes on by itself when it reaches a majority again"));
        }
        List<String> strangers = group.members().keySet().stream()
                .filter(member -> !members().contains(member))
                .toList();
        if (!strangers.isEmpty()) {
            return Optional.of(new Impossible(
                    "the group has members that are not declared: " + String.join(", ", strangers),
                    "run STOP GROUP_REPLICATION on them, or add them to the group 'database'"));
        }
        return Optional.empty();
    }

    /** A member that misses it would not be let in again in its old mode. Servers that were never members join later. */
    private Assessment switched(MysqlGroupChange change, MysqlGroup group, StateView state) {
        List<String> missing = new ArrayList<>(group.absent());
        answers(state).forEach((other, its) -> {
            if (!group.members().containsKey(other)
                    && (!its.reached() || its.group().equals(name))) {
                missing.add(other + " is not in the group");
            }
        });
        return notWhole(group)
                .or(() -> missing.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Impossible(
                                "every member must be ONLINE before the group becomes " + mode.word() + ": "
                                        + String.join(", ", missing),
                                "start those servers, and run again when they are back")))
                .<Assessment>map(why -> why)
                .orElseGet(change::switches);
    }

    /** It comes back by itself. If it does not, the group may be gone, and which of its members has most is not known here. */
    private Assessment former(MysqlGroupChange change, StateView state) {
        Map<String, MysqlSourceState> known = answers(state);
        boolean alone = !returning
                && known.values().stream()
                        .noneMatch(other -> other.reached() && other.group().equals(name));
        return alone && !others.isEmpty()
                ? new Impossible("this member is not ONLINE, and no other member answers: " + whyNot(known), RECOVER)
                : change.returns();
    }

    private Assessment newcomer(MysqlGroupChange change, MysqlServer server, StateView state) {
        Map<String, MysqlSourceState> known = answers(state);
        Optional<Map.Entry<String, MysqlSourceState>> standing = known.entrySet().stream()
                .filter(other -> other.getValue().group().equals(name)
                        && !other.getValue().readOnly())
                .findFirst();
        String errant = standing.map(other -> other.getValue().errant()).orElse("");
        Optional<Impossible> own = guard().ownData(server, errant);
        if (own.isPresent()) {
            return own.get();
        }
        if (standing.isPresent()) {
            return change.joins(standing.get().getKey());
        }
        List<String> former = known.entrySet().stream()
                .filter(other -> other.getValue().group().equals(name))
                .map(Map.Entry::getKey)
                .toList();
        if (!former.isEmpty()) {
            return new Unknown("no member of the group takes writes now: " + String.join(", ", former)
                    + (former.size() > 1 ? " were members; " : " was a member; ") + RECOVER);
        }
        boolean all = known.values().stream().allMatch(MysqlSourceState::reached);
        if (!all) {
            return new Unknown(
                    "cannot tell whether the group exists: every member must answer before it is bootstrapped;"
                            + " no answer from " + whyNot(known));
        }
        return isFirst
                ? change.bootstraps()
                : new Impossible(
                        "the group does not exist yet: " + first + " must bootstrap it",
                        "run without --limit and --tags");
    }

    private Map<String, MysqlSourceState> answers(StateView state) {
        Map<String, MysqlSourceState> answers = new LinkedHashMap<>();
        if (!returning) {
            others.forEach(other -> answers.put(other, state.get(to(other))));
        }
        return answers;
    }

    static String whyNot(Map<String, MysqlSourceState> known) {
        return known.entrySet().stream()
                .filter(other -> !other.getValue().reached())
                .map(other -> other.getKey() + " (" + other.getValue().why() + ")")
                .collect(Collectors.joining(", "));
    }
}
