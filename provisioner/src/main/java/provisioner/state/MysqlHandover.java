package provisioner.state;

import java.util.List;
import provisioner.state.Query.MysqlSourceQuery;

/**
 * How a replica takes over without losing what can be had.
 *
 * @param source that is left: what it has is waited for first, as far as it answers, and what was received is applied
 * @param others the other servers: where one that answers has more than this replica, it must not take over
 */
public record MysqlHandover(MysqlSourceQuery source, List<MysqlSourceQuery> others) {
    public MysqlHandover {
        others = List.copyOf(others);
    }
}
