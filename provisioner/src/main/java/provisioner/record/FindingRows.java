package provisioner.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.record.Episode.At;

/** The findings of a site in the database, and the sightings that they come from. */
final class FindingRows {
    private static final String COLUMNS =
            "identity, host, kind, play, step, first_seen, first_run, last_seen, last_run,"
                    + " deep_only, resolved_at, resolved_run";

    private final Connection connection;
    private final String site;

    /**
     * A finding.
     *
     * @param id in the database; 0 for one that is not there yet
     * @param key what it is known by: {@link Subject#identity}
     */
    record Row(long id, String key, String host, Subject subject, Episode episode) {}

    FindingRows(Connection connection, String site) {
        this.connection = connection;
        this.site = site;
    }

    static Instant time(ResultSet row, int column) throws SQLException {
        return RecordDatabase.instant(row.getObject(column, LocalDateTime.class));
    }

    /** Those that are open or were resolved after a time, by identity. */
    Map<String, List<Row>> notResolvedBefore(Instant time, Set<String> hosts) throws SQLException {
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT id, " + COLUMNS
                + " FROM findings WHERE site = ? AND (resolved_at IS NULL OR resolved_at > ?)")) {
            Values.of(select).add(site, RecordDatabase.utc(time));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Row one = row(row);
                    if (hosts.contains(one.host())) {
                        rows.computeIfAbsent(one.key(), identity -> new ArrayList<>())
                                .add(one);
                    }
                }
            }
        }
        return rows;
    }

    private static Row row(ResultSet row) throws SQLException {
        Optional<At> resolved =
                row.getObject(12) == null ? Optional.empty() : Optional.of(new At(time(row, 12), row.getString(13)));
        return new Row(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                new Subject(Kind.of(row.getString(4)), row.getString(5), row.getString(6)),
                new Episode(
                        new At(time(row, 7), row.getString(8)),
                        new At(time(row, 9), row.getString(10)),
                        row.getBoolean(11),
                        resolved));
    }

    /** The looks that found it, as far as runs of then are still recorded, in the order of their times. */
    List<Look> found(String identity, Instant from, Instant before) throws SQLException {
        List<Look> looks = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT seen_at, run, deep FROM sightings WHERE identity = ? AND found AND seen_at >= ?")) {
            Values.of(select).add(identity, RecordDatabase.utc(from));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    looks.add(new Look(time(row, 1), row.getString(2), true, row.getBoolean(3)));
                }
            }
        }
        return looks.stream()
                .filter(look -> look.at().isBefore(before))
                .sorted()
                .toList();
    }

    void replace(List<Row> gone, List<Row> made) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM findings WHERE id = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO findings (site, " + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            for (Row row : gone) {
                Values.of(delete).add(row.id());
                delete.addBatch();
            }
            delete.executeBatch();
            for (Row row : made) {
                Episode episode = row.episode();
                Subject subject = row.subject();
                Values.of(insert)
                        .add(site, row.key(), row.host(), subject.kind().word(), subject.play(), subject.step())
                        .add(
                                RecordDatabase.utc(episode.first().at()),
                                episode.first().run())
                        .add(
                                RecordDatabase.utc(episode.last().at()),
                                episode.last().run(),
                                episode.deepOnly())
                        .add(episode.resolved()
                                .map(end -> RecordDatabase.utc(end.at()))
                                .orElse(null))
                        .add(episode.resolved().map(At::run).orElse(null));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
