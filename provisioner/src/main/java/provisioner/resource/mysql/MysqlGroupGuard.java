package provisioner.resource.mysql;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Claim;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.StateView;

/**
 * Says before a server is configured and restarted whether it can be what it will be configured for, and changes nothing.
 *
 * @param name the UUID of its group; empty for a server that is to be in none
 * @param members how many the group has, if a majority of them must be ONLINE without this one; 0 if not
 */
record MysqlGroupGuard(MysqlLogin login, String name, int members) implements MysqlResource {
    private static final String LEAVE =
            "run STOP GROUP_REPLICATION and" + " SET PERSIST group_replication_start_on_boot = OFF on all its members";

    @Override
    public String title() {
        return "mysql_group " + (name.isEmpty() ? "none" : name);
    }

    @Override
    public List<Claim> claims() {
        return List.of();
    }

    /** A server that does not answer yet is judged by the steps that follow. */
    @Override
    public Assessment assess(StateView state) {
        return state.get(query())
                .server()
                .flatMap(this::refusal)
                .<Assessment>map(refused -> refused)
                .orElseGet(InSync::new);
    }

    private Optional<Impossible> refusal(MysqlServer server) {
        return name.isEmpty()
                ? inGroup(server)
                : unfit(server).or(() -> ownData(server, "")).or(() -> needed(server));
    }

    /**
     * While it restarts, the others must have a majority of all that are declared and were so when it was configured: new ones
     * join later. Two never have one without each other, but a whole group of two goes on while one restarts. Whoever takes no
     * part is no loss.
     */
    private Optional<Impossible> needed(MysqlServer server) {
        int all = server.variable("group_replication_group_seeds")
                .filter(seeds -> !seeds.isBlank())
                .map(seeds -> Math.min(members, seeds.split(",", -1).length))
                .orElse(members);
        return server.group()
                .filter(group -> MysqlGroup.takesPart(group.state()))
                .flatMap(group -> {
                    int others = group.online() - (group.isOnline() ? 1 : 0);
                    String absent = group.absent().isEmpty() ? "" : ": " + String.join(", ", group.absent());
                    return others * 2 > all || group.online() >= all
                            ? Optional.empty()
                            : Optional.of(new Impossible(
                                    "a majority of the group's " + all
                                            + " members must be ONLINE without this one before it"
                                            + " is changed, but only " + others + (others == 1 ? " is" : " are")
                                            + absent,
                                    "bring the other members back, and run again"));
                });
    }

    /** Of a server that is to be in no group. */
    static Optional<Impossible> inGroup(MysqlServer server) {
        return server.partOf()
                .map(group -> new Impossible(
                        "this server must not be a member of a group, because the group alone decides who takes writes",
                        "set 'mysql_group_uuid' in the inventory to " + group + " again, or " + LEAVE));
    }

    /** What a server can never be in this group. */
    Optional<Impossible> unfit(MysqlServer server) {
        if (server.mariadb()) {
            return Optional.of(new Impossible(
                    "this server is MariaDB " + server.version() + ", which has no Group Replication",
                    "use MySQL, or leave out 'mysql_group_uuid'"));
        }
        return server.replication()
                .map(from -> new Impossible(
                        "this server must not replicate from " + MysqlSource.describe(from)
                                + ", because a member of a group gets everything from the group",
                        "stop that replication with STOP REPLICA and RESET REPLICA ALL if the data may go on alone"))
                .or(() -> server.partOf()
                        .filter(group -> !group.equals(name))
                        .map(group -> new Impossible(
                                "this server is a member of the group " + group + ", and must not become one of "
                                        + name,
                                "set 'mysql_group_uuid' in the inventory to " + group + ", or " + LEAVE)));
    }

    /**
     * Data of a server that was never in the group: a copy of another member's would replace it, and no other member of a
     * group that it begins would get it.
     *
     * @param errant its transactions that the group lacks, where that is known
     */
    Optional<Impossible> ownData(MysqlServer server, String errant) {
        SortedSet<String> holds = new TreeSet<>(server.databases().keySet());
        if (server.heartbeat()) {
            holds.add(MysqlServer.OWN_SCHEMA); // it is, or was, a source or a replica
        }
        boolean member = server.wasIn(name) || server.partOf().isPresent();
        return member || !server.holdsData() && !server.heartbeat()
                ? Optional.empty()
                : Optional.of(new Impossible(
                        "this server must be empty to become a member, but it holds databases: "
                                + String.join(", ", holds)
                                + (errant.isEmpty()
                                        ? ""
                                        : "; it has executed transactions that the group lacks: " + errant),
                        "save what matters, install this server anew, and load it on the primary; see"
                                + " provisioner/docs/database-group.md"));
    }
}
