package provisioner.record;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a record says about the past. */
public final class History {
    private static final String FOUND =
            "SELECT f.site, f.host, f.kind, f.play, f.step, f.first_seen, a.run_id, f.last_seen,"
                    + " b.run_id, f.resolved_at, c.run_id, c.command, c.operator, s.location, s.detail, f.deep_only"
                    + " FROM findings f LEFT JOIN runs a ON a.id = f.first_run LEFT JOIN runs b ON b.id = f.last_run"
                    + " LEFT JOIN runs c ON c.id = f.resolved_run"
                    + " LEFT JOIN sightings s ON s.id = (SELECT MAX(o.id) FROM sightings o"
                    + " WHERE o.identity = f.identity AND o.run = f.last_run AND o.found)"
                    + " WHERE (? = '' OR f.site = ?) AND (? = '' OR f.host = ?) AND (? = '' OR LOCATE(?, f.step) > 0)";

    private final RecordDatabase database;

    /**
     * Which part of the record. An empty string stands for all.
     *
     * @param step a part of its name
     * @param lines at most so many, the newest
     */
    public record Selection(String site, String host, String step, int lines) {}

    /**
     * A run.
     *
     * @param scope the options that leave something out
     * @param madePlan the digest of the plan that it saved, or empty
     * @param appliedPlan the digest of the plan that it applied, or empty
     * @param approver whose approval of that plan the worker has verified, or empty
     */
    public record Run(
            String run,
            String site,
            String command,
            Instant startedAt,
            long durationMs,
            int exitCode,
            boolean interrupted,
            String operator,
            String build,
            String playbook,
            String scope,
            String madePlan,
            String appliedPlan,
            String approver,
            int hosts,
            int checksPassed,
            int checksFailed) {}

    /** A run and when it looked. The name is empty if that run is not in the record any more. */
    public record Seen(Instant at, String run) {}

    /**
     * A finding.
     *
     * @param host empty for the service as a whole
     * @param lastAbsent the newest look before the first that judged it and did not find it; empty if none is recorded
     * @param resolved empty while it is open
     * @param resolvedBy the command and the operator of that run, or empty
     * @param detail as it was last seen
     */
    public record Found(
            String site,
            String host,
            Kind kind,
            String play,
            String step,
            Optional<Seen> lastAbsent,
            Seen first,
            Seen last,
            Optional<Seen> resolved,
            String resolvedBy,
            String location,
            String detail) {}

    /** A step that a run has changed, or that has failed. */
    public record Changed(
            String site,
            String host,
            String play,
            String step,
            String outcome,
            Instant at,
            String run,
            String operator,
            String location,
            String detail,
            long durationMs) {}

    public History(RecordDatabase database) {
        this.database = database;
    }

    /** Reads one row. */
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> read(PreparedStatement select, Reading<T> reading) throws SQLException {
        List<T> all = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                all.add(reading.of(row));
            }
        }
        return all;
    }

    /** The newest first. */
    public List<Run> runs(Selection which) throws RecordException {
        try (PreparedStatement select = database.connection()
                .prepareStatement("SELECT r.run_id, r.site, r.command, r.started_at, r.duration_ms, r.exit_code,"
                        + " r.interrupted, r.operator, r.build, r.playbook, r.scope,"
                        + " COALESCE((SELECT MIN(p.digest) FROM plans p WHERE p.run = r.id), ''), r.applied_plan,"
                        + " COALESCE((SELECT a.approver FROM approvals a WHERE a.digest = r.applied_plan"
                        + " AND a.begun_at <= r.started_at AND COALESCE(a.ended_at >= r.started_at, TRUE)), ''),"
                        + " r.hosts, r.checks_passed, r.checks_failed FROM runs r"
                        + " WHERE (? = '' OR r.site = ?) ORDER BY r.started_at DESC, r.id LIMIT ?")) {
            Values.of(select).add(which.site(), which.site(), which.lines());
            return read(select, History::run);
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                FindingRows.time(row, 4),
                row.getLong(5),
                row.getInt(6),
                row.getBoolean(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getString(14),
                row.getInt(15),
                row.getInt(16),
                row.getInt(17));
    }

    /** What is open, and what was seen since a time. Open ones first, then the newest. */
    public List<Found> findings(Selection which, Instant since) throws RecordException {
        try (PreparedStatement select = database.connection()
                .prepareStatement(FOUND + " AND (f.resolved_at IS NULL OR f.last_seen >= ?)"
                        + " ORDER BY f.resolved_at IS NULL DESC, f.last_seen DESC, f.host, f.id LIMIT ?")) {
            return found(select, which, since);
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }

    /** What is open, the newest first. */
    public List<Found> open(Selection which) throws RecordException {
        // Nothing was seen later than that.
        return findings(which, Instant.parse("9000-01-01T00:00:00Z"));
    }

    /** What was resolved since a time, the newest first. */
    public List<Found> resolved(Selection which, Instant since) throws RecordException {
        try (PreparedStatement select = database.connection()
                .prepareStatement(
                        FOUND + " AND f.resolved_at >= ? ORDER BY f.resolved_at DESC, f.host, f.id LIMIT ?")) {
            return found(select, which, since);
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }

    private List<Found> found(PreparedStatement select, Selection which, Instant since) throws SQLException {
        Values.of(select)
                .add(which.site(), which.site(), which.host(), which.host(), which.step(), which.step())
                .add(RecordDatabase.utc(since), which.lines());
        Absences absences = new Absences(database.connection());
        return read(select, row -> found(row, absences));
    }

    private static Found found(ResultSet row, Absences absences) throws SQLException {
        boolean open = row.getObject(10, LocalDateTime.class) == null;
        Subject subject = new Subject(Kind.of(row.getString(3)), row.getString(4), row.getString(5));
        Instant first = FindingRows.time(row, 6);
        return new Found(
                row.getString(1),
                row.getString(2),
                subject.kind(),
                subject.play(),
                subject.step(),
                absences.before(row.getString(1), row.getString(2), subject, first, row.getBoolean(16)),
                new Seen(first, text(row, 7)),
                new Seen(FindingRows.time(row, 8), text(row, 9)),
                open ? Optional.empty() : Optional.of(new Seen(FindingRows.time(row, 10), text(row, 11))),
                row.getString(12) == null ? "" : row.getString(12) + ", " + row.getString(13),
                text(row, 14),
                text(row, 15));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    /** The newest first. */
    public List<Changed> changes(Selection which) throws RecordException {
        try (PreparedStatement select = database.connection()
                .prepareStatement("SELECT s.site, s.host, s.play, s.step, s.outcome, s.seen_at, r.run_id, r.operator,"
                        + " s.location, s.detail, s.duration_ms FROM sightings s JOIN runs r ON r.id = s.run"
                        + " WHERE NOT s.found AND (? = '' OR s.site = ?) AND (? = '' OR s.host = ?)"
                        + " AND (? = '' OR LOCATE(?, s.step) > 0) ORDER BY s.seen_at DESC, s.id LIMIT ?")) {
            Values.of(select)
                    .add(which.site(), which.site(), which.host(), which.host(), which.step(), which.step())
                    .add(which.lines());
            return read(select, History::changed);
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }

    private static Changed changed(ResultSet row) throws SQLException {
        return new Changed(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                FindingRows.time(row, 6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getLong(11));
    }
}
