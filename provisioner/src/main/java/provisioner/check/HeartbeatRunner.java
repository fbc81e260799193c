package provisioner.check;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import provisioner.mysql.Databases;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.HeartbeatCheck;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** {@code mysql_heartbeat}: writes a row once, then looks for it on each replica. The time until then is the lag. */
final class HeartbeatRunner implements CheckRunner {
    /** A server whose disk is full, or whose group has lost its majority, answers and does not end a write. */
    private static final Duration WRITE = Duration.ofSeconds(15);

    private final HeartbeatCheck check;
    private final HostConnections hosts;
    private final String run = UUID.randomUUID().toString();
    private final Map<String, Duration> arrived = new LinkedHashMap<>();
    private @Nullable Instant written;
    private String writer;

    HeartbeatRunner(HeartbeatCheck check, HostConnections hosts) {
        this.check = check;
        this.hosts = hosts;
        this.writer = check.source();
    }

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        if (written == null) {
            Optional<Verdict> failure = write();
            if (failure.isPresent()) {
                return failure.get();
            }
            written = Instant.now();
        }
        List<String> missing = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (String replica : all().toList()) {
            if (replica.equals(writer)) {
                continue;
            }
            if (!hosts.covers(replica)) {
                left.add(replica);
            } else if (!arrived.containsKey(replica)) {
                look(replica, written, missing);
            }
        }
        return verdict(missing, left);
    }

    private Stream<String> all() {
        return Stream.concat(Stream.of(check.source()), check.replicas().stream());
    }

    /** A group decides itself which of its members takes writes. The first one that does so gets the row. */
    private Optional<Verdict> write() throws RemoteException, InterruptedException {
        List<String> failures = new ArrayList<>();
        for (String host : check.group() ? all().filter(hosts::covers).toList() : List.of(check.source())) {
            Optional<String> failure = write(host);
            if (failure.isEmpty()) {
                writer = host;
                return Optional.empty();
            }
            failures.add(host + ": " + failure.get());
        }
        return Optional.of(Verdict.failed("cannot write a row on " + String.join("; ", failures)));
    }

    /** A secondary that somebody has opened would take the row, too, so a member of a group is asked first. */
    private Optional<String> write(String host) throws RemoteException, InterruptedException {
        try (Databases source = hosts.databases(host)) {
            Optional<String> closed = check.group() ? closed(source) : Optional.empty();
            return closed.isPresent()
                    ? closed
                    : source.run(SqlChange.of(check.login(), List.of(heartbeat(host))), WRITE);
        } catch (RemoteException e) {
            return Optional.of(unlessAlone(e));
        }
    }

    private Optional<String> closed(Databases member) throws RemoteException, InterruptedException {
        MysqlQuery query = new MysqlQuery(check.login());
        MysqlState now = member.observe(List.of(query)).get(query);
        if (now.server().isEmpty()) {
            return Optional.of(now.why());
        }
        return now.server()
                        .filter(server -> !server.readOnly())
                        .flatMap(MysqlServer::group)
                        .filter(group -> group.isPrimary() && group.hasMajority())
                        .isPresent()
                ? Optional.empty()
                : Optional.of("is no ONLINE primary that takes writes and reaches a majority");
    }

    /** The message where other members of a group may do; rethrows what a source or replica cannot do without. */
    private String unlessAlone(RemoteException e) throws RemoteException {
        if (!check.group()) {
            throw e;
        }
        return String.valueOf(e.getMessage());
    }

    /** Each source has its own row, because the rows of earlier sources are replicated too. */
    private SqlStatement heartbeat(String host) {
        return SqlStatement.of("REPLACE INTO provisioner.heartbeat (source, run, at) VALUES (?, ?, NOW(6))", host, run);
    }

    private void look(String replica, Instant since, List<String> missing)
            throws RemoteException, InterruptedException {
        try (Databases databases = hosts.databases(replica)) {
            // Safe to insert, because the run is our own UUID.
            String query = "SELECT COUNT(*) AS there FROM provisioner.heartbeat WHERE run = '" + run + "'";
            if ("1".equals(databases.row(check.login(), query).get("there"))) {
                arrived.put(replica, Duration.between(since, Instant.now()));
            } else {
                missing.add(replica + ": the row has not arrived");
            }
        } catch (SQLException e) {
            missing.add(replica + ": " + e.getMessage());
        } catch (RemoteException e) {
            missing.add(replica + ": " + unlessAlone(e));
        }
    }

    private Verdict verdict(List<String> missing, List<String> left) {
        List<String> words = new ArrayList<>();
        arrived.forEach((replica, lag) -> words.add(replica + " after " + lag.toMillis() + " ms"));
        words.addAll(missing);
        left.forEach(replica -> words.add(replica + " is not part of this run"));
        String detail =
                "a row written on " + writer + " reached " + (words.isEmpty() ? "nobody: there are no replicas" : "");
        return new Verdict(missing.isEmpty(), detail + String.join(", ", words));
    }
}
