package provisioner.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.complete.Completeness;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;

/** What came of a host's steps so far, and what was found beside them. Safe for use by several threads. */
final class HostResults {
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private int removals;
    private List<StepReport> reports = List.of();
    private Optional<Completeness> completeness = Optional.empty();

    synchronized void count(StepReport report) {
        outcomes.merge(report.outcome(), 1, Integer::sum);
        if (report.acts() && report.removes()) {
            removals++;
        }
    }

    synchronized int count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    synchronized Map<Outcome, Integer> outcomes() {
        return Map.copyOf(outcomes);
    }

    synchronized int removals() {
        return removals;
    }

    /** Keeps reports until it is this host's turn to be shown. */
    synchronized void keep(List<StepReport> found) {
        reports = found;
    }

    /** The reports that were kept, once. */
    synchronized List<StepReport> take() {
        List<StepReport> taken = reports;
        reports = List.of();
        return taken;
    }

    /** Takes in what was found beside what is declared. */
    synchronized void completed(Completeness found) {
        completeness = Optional.of(found);
    }

    /** What was found beside what is declared; empty if nobody looked. */
    synchronized Optional<Completeness> completeness() {
        return completeness;
    }

    /** Whether there is something that nobody accounts for. */
    boolean hasUnaccounted() {
        return completeness().filter(found -> !found.unaccounted().isEmpty()).isPresent();
    }

    /** Whether there is something that could not be looked at. */
    boolean hasUnknown() {
        return completeness().filter(found -> !found.unknown().isEmpty()).isPresent();
    }
}
