package provisioner.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.record.History.Seen;
import provisioner.record.RunRecord.Completed;

/** When something that was found was last not there: the newest look before it that judged it and found it in order. */
final class Absences {
    /** Where so many looks in a row did not judge it, it is not known. */
    private static final int MOST_LOOKS = 100;

    private final Connection connection;
    private final Map<String, SubjectList> lists = new HashMap<>();

    /** A host before a time. */
    private record Before(String site, String host, Instant time) {}

    private record Earlier(Seen seen, Completed complete, String clean, String subjects) {}

    /** Those that were asked for last: what a run finds on a host, it finds at the same time. */
    private Optional<Before> last = Optional.empty();

    private List<Earlier> looks = List.of();

    Absences(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param first when it was seen first
     * @param deepOnly whether only a look that compares every file of every package would see it
     */
    Optional<Seen> before(String site, String host, Subject subject, Instant first, boolean deepOnly)
            throws SQLException {
        Before before = new Before(site, host, first);
        if (!last.equals(Optional.of(before))) {
            looks = looks(before);
            last = Optional.of(before);
        }
        for (Earlier look : looks) {
            boolean tells = !deepOnly || look.complete() == Completed.DEEP;
            if (tells && list(look.subjects()).isClean(subject, look.clean(), look.complete())) {
                return Optional.of(look.seen());
            }
        }
        return Optional.empty();
    }

    private List<Earlier> looks(Before before) throws SQLException {
        List<Earlier> all = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT h.looked_at, r.run_id, h.complete, h.clean, h.subjects FROM run_hosts h"
                        + " JOIN runs r ON r.id = h.run WHERE h.site = ? AND h.host = ? AND h.looked_at < ?"
                        + " ORDER BY h.looked_at DESC LIMIT ?")) {
            Values.of(select).add(before.site(), before.host(), RecordDatabase.utc(before.time()), MOST_LOOKS);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(new Earlier(
                            new Seen(FindingRows.time(row, 1), row.getString(2)),
                            Completed.valueOf(row.getString(3)),
                            row.getString(4),
                            row.getString(5)));
                }
            }
        }
        return all;
    }

    /** Most looks of a site have the same one. */
    private SubjectList list(String digest) throws SQLException {
        SubjectList known = lists.get(digest);
        if (known != null) {
            return known;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT subjects FROM subject_lists WHERE digest = ?")) {
            Values.of(select).add(digest);
            try (ResultSet row = select.executeQuery()) {
                SubjectList list = row.next() ? SubjectList.read(row.getString(1)) : new SubjectList(List.of());
                lists.put(digest, list);
                return list;
            }
        }
    }
}
