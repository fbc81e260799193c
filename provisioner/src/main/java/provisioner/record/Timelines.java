package provisioner.record;

import java.sql.Connection;
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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import provisioner.record.FindingRows.Row;
import provisioner.record.RunRecord.Completed;
import provisioner.record.RunRecord.Host;
import provisioner.record.RunRecord.Sighting;

/**
 * What a run means for the findings of its hosts. Records may come in any order: one that was kept beside is compared with
 * the runs after it, too, and the result is the same as if it had come in time.
 */
final class Timelines {
    private final Connection connection;
    private final RunRecord run;
    private final FindingRows rows;
    private final Map<String, Host> hosts = new HashMap<>();
    private final SubjectList subjects;
    private final List<Row> gone = new ArrayList<>();
    private final List<Row> made = new ArrayList<>();

    /** Something of which this run changes what is known. */
    private record Affected(String host, Subject subject, boolean found, boolean deep) {}

    /** Another run's look at a host. */
    private record Other(Instant at, String run, Completed complete, String clean, SubjectList subjects) {}

    Timelines(Connection connection, RunRecord run) {
        this.connection = connection;
        this.run = run;
        this.rows = new FindingRows(connection, run.site());
        this.subjects = new SubjectList(run.subjects());
        run.hosts().forEach(host -> hosts.put(host.host(), host));
    }

    /** @return what is new and what is resolved by that */
    News update() throws SQLException {
        Optional<Instant> from = run.hosts().stream().map(Host::lookedAt).min(Instant::compareTo);
        if (from.isEmpty()) {
            return News.of(gone, made);
        }
        Map<String, List<Row>> known = rows.notResolvedBefore(from.get(), hosts.keySet());
        Map<String, Affected> affected = affected(known);
        if (affected.isEmpty()) {
            return News.of(gone, made);
        }
        Map<String, List<Other>> others = others(from.get());
        for (Map.Entry<String, Affected> one : affected.entrySet()) {
            update(
                    one.getKey(),
                    one.getValue(),
                    known.getOrDefault(one.getKey(), List.of()),
                    others.getOrDefault(one.getValue().host(), List.of()));
        }
        rows.replace(gone, made);
        return News.of(gone, made);
    }

    /**
     * Replaces what is known from this run's look on.
     *
     * @param known the episodes that may last longer than to it
     * @param others the other runs' looks at the host
     */
    private void update(String identity, Affected what, List<Row> known, List<Other> others) throws SQLException {
        Look look = look(what);
        List<Row> before = known.stream()
                .filter(row -> row.episode().lastsBeyond(look.at()))
                .toList();
        SortedSet<Look> looks = later(identity, what, look, others);
        looks.add(look);
        gone.addAll(before);
        for (Episode episode : Episode.of(open(identity, before, look.at()), looks)) {
            made.add(new Row(0, identity, what.host(), what.subject(), episode));
        }
    }

    private Look look(Affected what) {
        Host host = hosts.get(what.host());
        Instant at = host == null ? run.startedAt() : host.lookedAt();
        return new Look(at, run.id(), what.found(), what.deep());
    }

    /** By identity: what the run has found, and what is known of which it has found nothing. */
    private Map<String, Affected> affected(Map<String, List<Row>> known) {
        Map<String, Affected> affected = new LinkedHashMap<>();
        for (Sighting seen : run.sightings()) {
            if (seen.found()) {
                affected.put(
                        seen.subject().identity(run.site(), seen.host()),
                        new Affected(seen.host(), seen.subject(), true, seen.deep()));
            }
        }
        known.forEach((identity, all) -> {
            Row row = all.getFirst();
            Host host = hosts.get(row.host());
            if (host != null && subjects.isClean(row.subject(), host.clean(), host.complete())) {
                affected.putIfAbsent(
                        identity, new Affected(row.host(), row.subject(), false, host.complete() == Completed.DEEP));
            }
        });
        return affected;
    }

    /** What was open when the run looked, as it was known then. */
    private Optional<Episode> open(String identity, List<Row> rowsOfIt, Instant time) throws SQLException {
        Optional<Episode> covering = rowsOfIt.stream()
                .map(Row::episode)
                .filter(one -> one.covers(time))
                .findFirst();
        if (covering.isEmpty()) {
            return Optional.empty();
        }
        Episode episode = covering.get();
        boolean seenLater = episode.last().at().isAfter(time);
        return Optional.of(
                seenLater
                        ? episode.knownFrom(rows.found(identity, episode.first().at(), time))
                        : episode.open());
    }

    private SortedSet<Look> later(String identity, Affected what, Look look, List<Other> others) throws SQLException {
        SortedSet<Look> looks = new TreeSet<>();
        if (others.isEmpty()) {
            return looks;
        }
        Map<String, Look> found = rows.found(identity, look.at(), Instant.MAX).stream()
                .collect(Collectors.toMap(Look::run, seen -> seen));
        for (Other other : others) {
            Look seen = found.get(other.run());
            if (seen != null) {
                looks.add(seen);
            } else if (other.subjects().isClean(what.subject(), other.clean(), other.complete())) {
                looks.add(new Look(other.at(), other.run(), false, other.complete() == Completed.DEEP));
            }
        }
        looks.removeIf(one -> one.compareTo(look) <= 0);
        return looks;
    }

    /** The looks of other runs at the hosts of this run, from a time on. There are none if the record comes in time. */
    private Map<String, List<Other>> others(Instant from) throws SQLException {
        Map<String, List<Other>> others = new HashMap<>();
        Map<String, SubjectList> lists = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT h.host, h.looked_at, h.run, h.complete, h.clean, h.subjects, l.subjects FROM run_hosts h"
                        + " JOIN subject_lists l ON l.digest = h.subjects"
                        + " WHERE h.site = ? AND h.looked_at >= ? AND h.run <> ?")) {
            Values.of(select).add(run.site(), RecordDatabase.utc(from), run.id());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (hosts.containsKey(row.getString(1))) {
                        others.computeIfAbsent(row.getString(1), host -> new ArrayList<>())
                                .add(other(row, lists));
                    }
                }
            }
        }
        return others;
    }

    /** @param lists those that were read before, by digest */
    private static Other other(ResultSet row, Map<String, SubjectList> lists) throws SQLException {
        String written = row.getString(7);
        return new Other(
                FindingRows.time(row, 2),
                row.getString(3),
                Completed.valueOf(row.getString(4)),
                row.getString(5),
                lists.computeIfAbsent(row.getString(6), digest -> SubjectList.read(written)));
    }
}
