package provisioner.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import provisioner.record.FindingRows.Row;

/**
 * What a run has changed about the findings: what was not open before and is open now, and the other way round. What a
 * record that comes late has found, and a later run has resolved already, is both.
 */
record News(List<Row> found, List<Row> resolved) {
    News {
        found = List.copyOf(found);
        resolved = List.copyOf(resolved);
    }

    boolean isEmpty() {
        return found.isEmpty() && resolved.isEmpty();
    }

    /**
     * @param gone the findings as they were known
     * @param made the findings that take their place
     */
    static News of(List<Row> gone, List<Row> made) {
        Map<String, List<Row>> before = byKey(gone);
        List<Row> found = new ArrayList<>();
        List<Row> resolved = new ArrayList<>();
        byKey(made).forEach((key, rows) -> {
            List<Row> known = before.getOrDefault(key, List.of());
            boolean wasOpen = known.stream().anyMatch(News::isOpen);
            Row last = rows.getLast();
            if (isOpen(last)) {
                if (!wasOpen) {
                    found.add(last);
                }
            } else if (wasOpen) {
                resolved.add(last);
            } else if (rows.size() > known.size()) {
                found.add(last);
                resolved.add(last);
            }
        });
        return new News(found, resolved);
    }

    private static boolean isOpen(Row row) {
        return row.episode().resolved().isEmpty();
    }

    private static Map<String, List<Row>> byKey(List<Row> rows) {
        Map<String, List<Row>> map = new LinkedHashMap<>();
        rows.forEach(
                row -> map.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row));
        return map;
    }
}
