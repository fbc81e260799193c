package provisioner.resource.mysql;

import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import provisioner.resource.Assessment;
import provisioner.resource.Resource;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Query;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.StateView;

/** Something of a database server: one query describes the whole server, and serves all of them. */
interface MysqlResource extends Resource {

    MysqlLogin login();

    default MysqlQuery query() {
        return new MysqlQuery(login());
    }

    @Override
    default Set<Query<?>> queries() {
        return Set.of(query());
    }

    @Override
    default Optional<String> exposes(String parameter) {
        return parameter.endsWith("password") ? Optional.empty() : Resource.super.exposes(parameter);
    }

    /** Judges by the server as it is, or by a fresh one where an earlier step may still bring it. */
    default Assessment onServer(StateView state, Function<MysqlServer, Assessment> judge) {
        MysqlState now = state.get(query());
        if (now.server().isEmpty() && state.settled(query())) {
            return MysqlFields.unavailable(now);
        }
        return judge.apply(now.server().orElseGet(() -> MysqlServer.fresh(new TreeMap<>())));
    }
}
