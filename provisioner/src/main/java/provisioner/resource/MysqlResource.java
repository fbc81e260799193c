package provisioner.resource;

import java.util.Set;
import provisioner.state.MysqlLogin;
import provisioner.state.Query;
import provisioner.state.Query.MysqlQuery;

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
}
