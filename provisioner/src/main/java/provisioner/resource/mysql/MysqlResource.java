package provisioner.resource.mysql;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Resource;
import provisioner.resource.Things;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Query;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** Something of a database server: one query describes the whole server, and serves all of them. */
interface MysqlResource extends Resource {
    /** Whether there is a server's data, also of one that does not run. */
    PathQuery DATA = new PathQuery("/var/lib/mysql");

    MysqlLogin login();

    default MysqlQuery query() {
        return new MysqlQuery(login());
    }

    @Override
    default Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>();
        queries.add(query());
        queries.add(DATA);
        return queries;
    }

    @Override
    default boolean writes() {
        return false; // the server does
    }

    @Override
    default Stream<String> replicated() {
        return accountsFor().filter(Things::isReplicated);
    }

    @Override
    default Optional<String> exposes(String parameter) {
        return parameter.endsWith("password") ? Optional.empty() : Resource.super.exposes(parameter);
    }

    /**
     * Judges by the server as it is. Where none answers, an earlier step may bring one: a fresh one only if there is no data
     * yet.
     */
    default Assessment onServer(StateView state, Function<MysqlServer, Assessment> judge) {
        MysqlState now = state.get(query());
        if (now.server().isPresent()) {
            return judge.apply(now.server().get());
        }
        if (now.listens() || !(state.get(DATA) instanceof Missing)) {
            return MysqlFields.unknown(now, state.alteredBy(query()));
        }
        return state.settled(query()) ? MysqlFields.unavailable(now) : judge.apply(MysqlServer.fresh(new TreeMap<>()));
    }
}
