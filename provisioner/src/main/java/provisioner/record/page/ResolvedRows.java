package provisioner.record.page;

import static provisioner.record.page.RunRow.clean;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import provisioner.record.History;
import provisioner.record.Kind;
import provisioner.report.html.RecordPage.Resolved;

/** What was resolved, as a page shows it: what the same runs found and resolved on several hosts once. */
final class ResolvedRows {
    /** More are no help for the eye; {@code provisioner drift} has them. */
    private static final int MOST = 200;

    private ResolvedRows() {}

    private record Alike(Kind kind, String play, String step, String first, String last, String resolved) {}

    static List<Resolved> of(List<History.Found> found) {
        SequencedMap<Alike, List<History.Found>> groups = new LinkedHashMap<>();
        for (History.Found one : found) {
            one.resolved()
                    .ifPresent(end -> groups.computeIfAbsent(
                                    new Alike(
                                            one.kind(),
                                            one.play(),
                                            one.step(),
                                            look(one.first()),
                                            look(one.last()),
                                            look(end)),
                                    alike -> new ArrayList<>())
                            .add(one));
        }
        return groups.values().stream().limit(MOST).map(ResolvedRows::row).toList();
    }

    private static String look(History.Seen seen) {
        return seen.run().isEmpty() ? seen.at().toString() : seen.run();
    }

    private static Resolved row(List<History.Found> alike) {
        History.Found one = alike.getFirst();
        return new Resolved(
                OpenFindings.kind(one.kind()).word(),
                clean(one.step()),
                alike.stream().map(OpenFindings::hosts).flatMap(List::stream).toList(),
                one.first().at(),
                one.last().at(),
                one.resolved().orElseThrow().at(),
                clean(one.resolvedBy()));
    }
}
