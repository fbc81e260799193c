package provisioner.resource.mysql;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.Unknown;
import provisioner.resource.Claim;
import provisioner.resource.Things;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Query;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.StateView;

/**
 * A server's place in replication: where it replicates from, and whether it takes writes.
 *
 * <p>What would lose data is refused, unless {@code reseed} says that it may be lost: a server that has transactions of its own
 * is not reset, seeded or pointed elsewhere, and a writer that is not the declared one is not made a replica.
 *
 * @param source empty for the source itself
 * @param mutual whether that source replicates from this server, too: then transactions of its own are no error
 * @param reseed whether a copy of the source's data replaces that of a server that can only become a replica that way
 */
record MysqlReplicationResource(
        MysqlLogin login, Optional<MysqlSource> source, boolean writable, boolean mutual, boolean reseed)
        implements MysqlResource {
    private static final String PROMOTE =
            "to move the source, run playbooks/promote-replica.yml; otherwise correct 'mysql_source' in the inventory";

    private static final String RESEED =
            "run playbooks/reseed.yml -e reseed_host=NAME, which replaces all data of this server";

    @Override
    public String title() {
        return "mysql_replication" + source.map(s -> " from " + s.name()).orElse(" source");
    }

    private Optional<MysqlSourceQuery> sourceQuery() {
        return source.map(s -> new MysqlSourceQuery(login, s.address(), s.account()));
    }

    @Override
    public List<Claim> claims() {
        String thing = "server on port " + login.port();
        Claim writes = Claim.of(thing, "value of 'writable'", writable);
        // The first of two servers that replicate each other has its source only later, in a step of its own.
        return mutual && source.isEmpty() ? List.of(writes) : List.of(writes, Claim.unseen(thing, "source", source));
    }

    /** Of its source it names accounts, which are there even if another playbook makes them. */
    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(
                Stream.concat(MysqlResource.super.accountsFor(), Stream.of(Things.databaseReplication(login.port()))),
                source.stream()
                        .flatMap(from -> Stream.of(from.account(), from.seed()))
                        .map(account -> Things.databaseAccounts(account.user(), account.port())));
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = MysqlResource.super.queries();
        sourceQuery().ifPresent(queries::add);
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        return onServer(state, server -> assess(server, state));
    }

    private Assessment assess(MysqlServer server, StateView state) {
        Optional<MysqlSourceState> its = sourceQuery().map(state::get);
        Optional<Impossible> refused = refusal(server, its);
        if (refused.isPresent()) {
            return refused.get();
        }
        MysqlReplicationChange change = new MysqlReplicationChange(this, server, its, replaces(server, its));
        // Once it holds data, it may have transactions of its own.
        boolean asks = change.seeds() || reseed || points(server) && server.holdsData();
        return asks && its.filter(MysqlSourceState::reached).isEmpty() ? notReached(server, its) : change.assessment();
    }

    private Unknown notReached(MysqlServer server, Optional<MysqlSourceState> its) {
        return new Unknown((server.holdsData()
                        ? "cannot tell whether this server has transactions of its own: cannot reach "
                        : "data: unknown, cannot reach ")
                + source.map(MysqlSource::name).orElse("") + ": "
                + its.map(MysqlSourceState::why).orElse(""));
    }

    /** Whether it has to be pointed to its source. */
    private boolean points(MysqlServer server) {
        return source.isPresent()
                && server.replication().filter(source.get()::isThatOf).isEmpty();
    }

    /** Whether a copy replaces its data. Without an answer of the source, nobody knows what would be lost. */
    private boolean replaces(MysqlServer server, Optional<MysqlSourceState> its) {
        return reseed
                && its.filter(MysqlSourceState::reached).isPresent()
                && (isWriter(server) || !errant(server, its).isEmpty());
    }

    /** Nobody knows whether it has stopped to write. */
    private static boolean isWriter(MysqlServer server) {
        return server.replication().isEmpty() && server.holdsData() && !server.readOnly();
    }

    /** Of an empty server, only statements about its own accounts are left, and these do not count. */
    private static String errant(MysqlServer server, Optional<MysqlSourceState> its) {
        return its.filter(s -> server.holdsData() || server.replication().isPresent())
                .map(MysqlSourceState::errant)
                .orElse("");
    }

    /** Two servers of one UUID, as after a disk was copied: a replica drops what carries its own. */
    private static Optional<Impossible> twin(MysqlServer server, String uuid, String source) {
        return server.variable("server_uuid")
                .filter(own -> !own.isEmpty() && own.equals(uuid))
                .map(own -> new Impossible(
                        "this server and " + source + " have the same server UUID, " + own,
                        "a copied disk brings it along: stop this server, delete "
                                + server.variable("datadir").orElse("/var/lib/mysql/")
                                + "auto.cnf, and start it again; where the two are one and the same server, mend the"
                                + " address of the source"));
    }

    private Optional<Impossible> refusal(MysqlServer server, Optional<MysqlSourceState> its) {
        Optional<Impossible> member = MysqlGroupGuard.inGroup(server);
        if (member.isPresent()) {
            return member;
        }
        if (source.isEmpty()) {
            return server.replication()
                    .filter(now -> !mutual)
                    .map(now -> new Impossible(
                            "this server is declared the source, but "
                                    + (now.user().isEmpty()
                                                    && !now.sourceAddress().isEmpty()
                                            ? "a promotion has set it aside for " + now.sourceAddress()
                                            : "it replicates from " + MysqlSource.describe(now)),
                            PROMOTE));
        }
        MysqlSource from = source.get();
        Optional<Impossible> twin =
                its.flatMap(s -> twin(server, s.uuid(), from.name())).or(() -> ReplicaOptions.comesBack(server));
        if (twin.isPresent()) {
            return twin;
        }
        return mutual ? Optional.empty() : loss(server, from, its);
    }

    /** What would lose something, or what the server would replicate from in vain. */
    private Optional<Impossible> loss(MysqlServer server, MysqlSource from, Optional<MysqlSourceState> its) {
        if (isWriter(server) && !reseed) {
            return Optional.of(new Impossible(
                    "this server accepts writes and has no source, but the declared source is " + from.name(),
                    PROMOTE + "; if what only this server has may be lost, " + RESEED));
        }
        if ((points(server) || replaces(server, its))
                && its.filter(s -> s.reached() && s.readOnly()).isPresent()) {
            return Optional.of(
                    new Impossible(from.name() + " is declared the source, but it does not accept writes", PROMOTE));
        }
        String errant = errant(server, its);
        return errant.isEmpty() || reseed
                ? Optional.empty()
                : Optional.of(new Impossible(
                        "this server has executed transactions that " + from.name() + " lacks: " + errant,
                        "replication would lose or contradict them; read them with mysqlbinlog, apply what matters on the"
                                + " source, then " + RESEED));
    }
}
