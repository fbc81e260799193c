package provisioner.resource.wait;

import java.util.Optional;
import provisioner.resource.Change;
import provisioner.state.MysqlLogin;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.StateView;

/** A SELECT yields 1 on the host's database server. */
record SelectCondition(MysqlLogin login, String select) implements Condition {

    @Override
    public String subject() {
        return "sql " + select.strip().lines().findFirst().orElse("");
    }

    @Override
    public String wanted() {
        return "1";
    }

    @Override
    public MysqlSelectQuery query() {
        return new MysqlSelectQuery(login, select);
    }

    @Override
    public Optional<String> unmet(StateView state) {
        MysqlSelectState now = state.get(query());
        return now.one() ? Optional.empty() : Optional.of(now.seen());
    }

    @Override
    public void become(Change change) {
        change.becomes(query(), new MysqlSelectState(true, wanted()));
    }
}
