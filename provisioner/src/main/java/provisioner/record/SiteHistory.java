package provisioner.record;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import provisioner.record.History.Seen;

/** What a record says about one site as a whole. */
public final class SiteHistory {
    private final RecordDatabase database;
    private final String site;

    /**
     * How a host stood when it was looked at last.
     *
     * @param state {@code fine}, {@code differs}, {@code failed} or {@code unreachable}
     * @param since the first look of those in a row that found it so; empty unless it is unreachable or has failed
     * @param before the last look before those, if there is one
     */
    public record Stand(String host, String state, Seen last, Optional<Seen> since, Optional<Seen> before) {}

    /** @param hosts how many stood how, by the words of {@link Stand#state} */
    public record RunOnHosts(History.Run run, Map<String, Integer> hosts) {}

    /** Something that is open: with its times, but not with what was found. */
    public record Open(String host, Kind kind, String play, String step, Seen first, Optional<Seen> lastAbsent) {}

    public SiteHistory(RecordDatabase database, String site) {
        this.database = database;
        this.site = site;
    }

    /** All that are in a record, by name. */
    public static List<String> sites(RecordDatabase database) throws RecordException {
        try (PreparedStatement select =
                database.connection().prepareStatement("SELECT DISTINCT site FROM runs ORDER BY site")) {
            return History.read(select, row -> row.getString(1));
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }

    /** Each as it was seen last, by name. */
    public List<Stand> hosts() throws RecordException {
        try {
            SequencedMap<String, Stand> all = new LinkedHashMap<>();
            for (Stand newest : newest()) {
                all.put(newest.host(), newest);
            }
            List<Stand> stands = new ArrayList<>();
            for (Stand one : all.values()) {
                boolean lost = one.state().equals("unreachable") || one.state().equals("failed");
                stands.add(lost ? lost(one) : one);
            }
            return stands;
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }

    private List<Stand> newest() throws SQLException {
        try (PreparedStatement select = database.connection()
                .prepareStatement("SELECT h.host, h.state, h.looked_at, r.run_id FROM run_hosts h"
                        + " JOIN (SELECT host, MAX(looked_at) AS newest FROM run_hosts WHERE site = ? GROUP BY host) n"
                        + " ON n.host = h.host AND n.newest = h.looked_at JOIN runs r ON r.id = h.run"
                        + " WHERE h.site = ? AND h.host <> '' ORDER BY h.host, h.run")) {
            Values.of(select).add(site, site);
            return History.read(
                    select,
                    row -> new Stand(
                            row.getString(1),
                            row.getString(2),
                            new Seen(FindingRows.time(row, 3), row.getString(4)),
                            Optional.empty(),
                            Optional.empty()));
        }
    }

    private Stand lost(Stand one) throws SQLException {
        Optional<Seen> before = otherwise(one);
        Instant from = before.map(Seen::at).orElse(Instant.EPOCH);
        return new Stand(one.host(), one.state(), one.last(), since(one, from), before);
    }

    /** The last look that found it in another state. */
    private Optional<Seen> otherwise(Stand one) throws SQLException {
        try (PreparedStatement select = database.connection()
                .prepareStatement("SELECT h.looked_at, r.run_id FROM run_hosts h JOIN runs r ON r.id = h.run"
                        + " WHERE h.site = ? AND h.host = ? AND h.state <> ? ORDER BY h.looked_at DESC LIMIT 1")) {
            Values.of(select).add(site, one.host(), one.state());
            return seen(select);
        }
    }

    private Optional<Seen> since(Stand one, Instant after) throws SQLException {
        try (PreparedStatement select = database.connection()
                .prepareStatement("SELECT h.looked_at, r.run_id FROM run_hosts h JOIN runs r ON r.id = h.run"
                        + " WHERE h.site = ? AND h.host = ? AND h.state = ? AND h.looked_at > ?"
                        + " ORDER BY h.looked_at LIMIT 1")) {
            Values.of(select).add(site, one.host(), one.state(), RecordDatabase.utc(after));
            return seen(select);
        }
    }

    private static Optional<Seen> seen(PreparedStatement select) throws SQLException {
        return History.read(select, row -> new Seen(FindingRows.time(row, 1), row.getString(2))).stream()
                .findFirst();
    }

    /** All that is open. */
    public List<Open> open() throws RecordException {
        try (PreparedStatement select = database.connection()
                .prepareStatement("SELECT f.host, f.kind, f.play, f.step, f.first_seen, r.run_id, f.deep_only"
                        + " FROM findings f LEFT JOIN runs r ON r.id = f.first_run"
                        + " WHERE f.site = ? AND f.resolved_at IS NULL ORDER BY f.host, f.first_seen")) {
            Values.of(select).add(site);
            Absences absences = new Absences(database.connection());
            return History.read(select, row -> open(row, absences));
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }

    private Open open(ResultSet row, Absences absences) throws SQLException {
        Subject subject = new Subject(Kind.of(row.getString(2)), row.getString(3), row.getString(4));
        Instant first = FindingRows.time(row, 5);
        String run = row.getString(6);
        return new Open(
                row.getString(1),
                subject.kind(),
                subject.play(),
                subject.step(),
                new Seen(first, run == null ? "" : run),
                absences.before(site, row.getString(1), subject, first, row.getBoolean(7)));
    }

    /** The newest first. */
    public List<RunOnHosts> runs(int most) throws RecordException {
        List<RunOnHosts> all = new ArrayList<>();
        Map<String, Map<String, Integer>> states = states(most);
        for (History.Run run : new History(database).runs(new History.Selection(site, "", "", most))) {
            all.add(new RunOnHosts(run, states.getOrDefault(run.run() + " " + run.startedAt(), Map.of())));
        }
        return all;
    }

    /** By the name of a run and its time: two runs may have the same name. */
    private Map<String, Map<String, Integer>> states(int most) throws RecordException {
        Map<String, Map<String, Integer>> states = new HashMap<>();
        try (PreparedStatement select = database.connection()
                .prepareStatement("SELECT r.run_id, r.started_at, h.state, COUNT(*) FROM run_hosts h"
                        + " JOIN (SELECT id, run_id, started_at FROM runs WHERE site = ?"
                        + " ORDER BY started_at DESC, id LIMIT ?) r ON r.id = h.run WHERE h.host <> ''"
                        + " GROUP BY r.id, r.run_id, r.started_at, h.state")) {
            Values.of(select).add(site, most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    states.computeIfAbsent(row.getString(1) + " " + FindingRows.time(row, 2), name -> new TreeMap<>())
                            .merge(row.getString(3), row.getInt(4), Integer::sum);
                }
            }
            return states;
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }
}
