package provisioner.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import provisioner.record.RunRecord.CheckResult;
import provisioner.record.RunRecord.Host;
import provisioner.record.RunRecord.Sighting;

/** Writes the record of one run, in one transaction. A record that the database has is not written again. */
final class Delivery {
    private static final int DUPLICATE = 1062;

    private final Connection connection;
    private final RunRecord run;

    private Delivery(Connection connection, RunRecord run) {
        this.connection = connection;
        this.run = run;
    }

    static void of(RunRecord run, RecordDatabase database) throws SQLException {
        Connection connection = database.connection();
        try {
            new Delivery(connection, run).write();
            connection.commit();
        } catch (SQLException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    private static void rollBack(Connection connection, SQLException why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e); // the server does it when the session has gone
        }
    }

    private void write() throws SQLException {
        oneAtATime();
        if (!isNew()) {
            return;
        }
        plan();
        hosts(subjectList());
        sightings();
        checks();
        new Notices(connection, run).write(new Timelines(connection, run).update());
    }

    /** For runs of the same site: each compares what it has found with what the others have. */
    private void oneAtATime() throws SQLException {
        // Locks the row whether or not it is new. IGNORE would lock it for reading, and two who wait to write are a
        // deadlock.
        try (PreparedStatement lock = connection.prepareStatement(
                "INSERT INTO sites (site) VALUES (?) ON DUPLICATE KEY UPDATE site = site")) {
            Values.of(lock).add(run.site());
            lock.executeUpdate();
        }
    }

    private boolean isNew() throws SQLException {
        long hosts = run.hosts().stream()
                .filter(host -> !host.host().equals(RunRecord.SERVICE))
                .count();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO runs (id, run_id, site, command, playbook,"
                        + " scope, operator, build, started_at, duration_ms, exit_code, interrupted, applied_plan, hosts,"
                        + " checks_passed, checks_failed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            Values.of(insert)
                    .add(run.id(), run.runId(), run.site(), run.command(), run.playbook(), run.scope())
                    .add(run.operator(), run.build(), RecordDatabase.utc(run.startedAt()), run.durationMs())
                    .add(run.exitCode(), run.interrupted(), run.appliedPlan(), hosts)
                    .add(checks("passed"), checks("failed"));
            insert.executeUpdate();
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == DUPLICATE) {
                return false;
            }
            throw e;
        }
    }

    private long checks(String outcome) {
        return run.checks().stream()
                .filter(check -> check.outcome().equals(outcome))
                .count();
    }

    private void plan() throws SQLException {
        if (run.madePlan().isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT IGNORE INTO plans (digest, run) VALUES (?, ?)")) {
            Values.of(insert).add(run.madePlan(), run.id());
            insert.executeUpdate();
        }
    }

    /** @return its digest */
    private String subjectList() throws SQLException {
        String written = SubjectList.write(run.subjects());
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT IGNORE INTO subject_lists (digest, subjects) VALUES (?, ?)")) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(written.getBytes(StandardCharsets.UTF_8));
            String name = HexFormat.of().formatHex(digest);
            Values.of(insert).add(name, written);
            insert.executeUpdate();
            return name;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void hosts(String subjects) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO run_hosts (run, site, host, looked_at,"
                + " state, complete, subjects, clean, counts, exchanges, statements) VALUES (?,?,?,?,?,?,?,?,?,?,?)")) {
            for (Host host : run.hosts()) {
                Values.of(insert)
                        .add(run.id(), run.site(), host.host(), RecordDatabase.utc(host.lookedAt()), host.state())
                        .add(host.complete().name(), subjects, host.clean(), host.counts())
                        .add(host.exchanges(), host.statements());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void sightings() throws SQLException {
        Map<String, Instant> lookedAt = new HashMap<>();
        run.hosts().forEach(host -> lookedAt.put(host.host(), host.lookedAt()));
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO sightings (run, site, host, kind, play,"
                        + " step, identity, seen_at, outcome, found, deep, location, detail, duration_ms)"
                        + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            for (Sighting seen : run.sightings()) {
                Subject subject = seen.subject();
                Values.of(insert)
                        .add(run.id(), run.site(), seen.host(), subject.kind().word(), subject.play(), subject.step())
                        .add(subject.identity(run.site(), seen.host()))
                        .add(RecordDatabase.utc(lookedAt.getOrDefault(seen.host(), run.startedAt())))
                        .add(seen.outcome(), seen.found(), seen.deep(), seen.location(), seen.detail())
                        .add(seen.durationMs());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void checks() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO checks (run, host, name, outcome, detail, duration_ms) VALUES (?,?,?,?,?,?)")) {
            for (CheckResult check : run.checks()) {
                Values.of(insert)
                        .add(run.id(), check.host(), check.name(), check.outcome(), check.detail(), check.durationMs());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
