package provisioner.check;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import provisioner.mysql.Databases;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.HeartbeatCheck;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** {@code mysql_heartbeat}: writes a row once, then looks for it on each replica. The time until then is the lag. */
final class HeartbeatRunner implements CheckRunner {
    private final HeartbeatCheck check;
    private final HostConnections hosts;
    private final String run = UUID.randomUUID().toString();
    private final Map<String, Duration> arrived = new LinkedHashMap<>();
    private @Nullable Instant written;

    HeartbeatRunner(HeartbeatCheck check, HostConnections hosts) {
        this.check = check;
        this.hosts = hosts;
    }

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        if (written == null) {
            try (Databases source = new Databases(hosts.connection(check.source()))) {
                var failure = source.run(SqlChange.of(check.login(), List.of(heartbeat())));
                if (failure.isPresent()) {
                    return Verdict.failed("cannot write a row on " + check.source() + ": " + failure.get());
                }
            }
            written = Instant.now();
        }
        List<String> missing = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (String replica : check.replicas()) {
            if (!hosts.covers(replica)) {
                left.add(replica);
            } else if (!arrived.containsKey(replica)) {
                look(replica, written, missing);
            }
        }
        return verdict(missing, left);
    }

    /** Each source has its own row, because the rows of earlier sources are replicated too. */
    private SqlStatement heartbeat() {
        return SqlStatement.of(
                "REPLACE INTO provisioner.heartbeat (source, run, at) VALUES (?, ?, NOW(6))", check.source(), run);
    }

    private void look(String replica, Instant since, List<String> missing)
            throws RemoteException, InterruptedException {
        try (Databases databases = new Databases(hosts.connection(replica))) {
            // Safe to insert, because the run is our own UUID.
            String query = "SELECT COUNT(*) AS there FROM provisioner.heartbeat WHERE run = '" + run + "'";
            if ("1".equals(databases.row(check.login(), query).get("there"))) {
                arrived.put(replica, Duration.between(since, Instant.now()));
            } else {
                missing.add(replica + ": the row has not arrived");
            }
        } catch (SQLException e) {
            missing.add(replica + ": " + e.getMessage());
        }
    }

    private Verdict verdict(List<String> missing, List<String> left) {
        List<String> words = new ArrayList<>();
        arrived.forEach((replica, lag) -> words.add(replica + " after " + lag.toMillis() + " ms"));
        words.addAll(missing);
        left.forEach(replica -> words.add(replica + " is not part of this run"));
        String detail = "a row written on " + check.source() + " reached "
                + (words.isEmpty() ? "nobody: there are no replicas" : "");
        return new Verdict(missing.isEmpty(), detail + String.join(", ", words));
    }
}
