package provisioner.resource.mysql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Claim;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Query;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.StateView;

/**
 * Lets a group go on whose members were all down, with the member that has every transaction of all others. Each member
 * decides that for itself. They come to the same result, because each asks all others.
 *
 * @param member of the group
 */
record MysqlGroupRecovery(MysqlGroupResource member) implements MysqlResource {
    @Override
    public String title() {
        return member.title();
    }

    @Override
    public MysqlLogin login() {
        return member.login();
    }

    @Override
    public List<Claim> claims() {
        return member.claims();
    }

    private MysqlSourceQuery to(String other) {
        return new MysqlSourceQuery(login(), other, member.account(), true);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = MysqlResource.super.queries();
        member.others().forEach(other -> queries.add(to(other)));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        return onServer(state, server -> assess(server, state));
    }

    private Assessment assess(MysqlServer server, StateView state) {
        Optional<Impossible> refused = member.guard().unfit(server);
        if (refused.isPresent() || !server.wasIn(member.name())) {
            return refused.<Assessment>map(why -> why).orElseGet(InSync::new);
        }
        MysqlGroupChange change = new MysqlGroupChange(member, server);
        String own = server.group().map(MysqlGroup::state).orElse("");
        Map<String, MysqlSourceState> others = new LinkedHashMap<>();
        member.others().forEach(other -> others.put(other, state.get(to(other))));
        if (MysqlGroup.takesPart(own)) {
            return server.group()
                    .filter(MysqlGroup::isOnline)
                    .map(group -> online(group, others, change))
                    .orElseGet(InSync::new);
        }
        return among(others, change);
    }

    private Assessment online(MysqlGroup group, Map<String, MysqlSourceState> others, MysqlGroupChange change) {
        return isAbandoned(group, others) ? alone(others, change) : member.member(change, group);
    }

    /** Its group has others, who all say that they take no part. Without a majority it cannot let anybody in again. */
    private boolean isAbandoned(MysqlGroup group, Map<String, MysqlSourceState> others) {
        return group.members().size() > 1
                && member.members().containsAll(group.members().keySet())
                && others.values().stream().allMatch(other -> other.reached() && !MysqlGroup.takesPart(other.member()));
    }

    /** The others wait for it, because it says that it takes part. So it goes on also if it has no more than they have. */
    private Assessment alone(Map<String, MysqlSourceState> others, MysqlGroupChange change) {
        Map<String, MysqlSourceState> former = members(others);
        List<String> more = former.entrySet().stream()
                .filter(other -> !other.getValue().ahead().isEmpty())
                .map(other -> other.getKey() + " has " + other.getValue().ahead())
                .toList();
        return more.isEmpty()
                ? change.recoversAlone(
                        former, others.keySet().stream().map(this::to).toList())
                : new Impossible(
                        "this member is ONLINE, while no other member takes part, and lacks transactions: "
                                + String.join(", ", more),
                        "run STOP GROUP_REPLICATION on it, and then this again");
    }

    private Assessment among(Map<String, MysqlSourceState> others, MysqlGroupChange change) {
        if (others.values().stream().anyMatch(other -> MysqlGroup.takesPart(other.member()))) {
            return new InSync(); // the group stands, and this member returns to it
        }
        String silent = MysqlGroupResource.whyNot(others);
        if (!silent.isEmpty()) {
            return new Impossible(
                    "every member must answer before the group goes on, because one that does not may have transactions"
                            + " that no other has; no answer from " + silent,
                    "start that server; if it is lost for good, take it out of the group 'database' in the inventory");
        }
        Map<String, MysqlSourceState> former = members(others);
        String diverged = former.entrySet().stream()
                .filter(other -> !other.getValue().errant().isEmpty()
                        && !other.getValue().ahead().isEmpty())
                .map(other -> other.getKey() + " lacks " + other.getValue().errant() + " of this member, and has "
                        + other.getValue().ahead() + ", which this member lacks")
                .collect(Collectors.joining("; "));
        if (!diverged.isEmpty()) {
            return new Impossible(
                    "one member must have the transactions of all others before the group goes on: " + diverged,
                    "decide which of them may be lost; see provisioner/docs/database-group.md");
        }
        return former.entrySet().stream().allMatch(this::follows) ? change.recovers(former) : new InSync();
    }

    /** A former member whose plugin is not loaded does not name the group, but its transactions do. */
    private Map<String, MysqlSourceState> members(Map<String, MysqlSourceState> others) {
        Map<String, MysqlSourceState> members = new LinkedHashMap<>(others);
        members.values()
                .removeIf(other -> !other.group().equals(member.name())
                        && !other.ahead().toLowerCase(Locale.ROOT).contains(member.name()));
        return members;
    }

    /** Where several have everything, the one with the lowest address begins. */
    private boolean follows(Map.Entry<String, MysqlSourceState> other) {
        MysqlSourceState its = other.getValue();
        return its.ahead().isEmpty()
                && (!its.errant().isEmpty() || other.getKey().compareTo(member.address()) > 0);
    }
}
