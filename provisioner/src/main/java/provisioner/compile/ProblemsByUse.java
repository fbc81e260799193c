package provisioner.compile;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import provisioner.secret.Masker;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.source.Problems;

/**
 * Problems that appear only when a step is compiled for a host. One mistake in a template that fifty hosts share is one
 * problem, which names the first step that uses it.
 */
final class ProblemsByUse {
    private static final class Uses {
        private final SequencedSet<Location> steps = new LinkedHashSet<>();
        private final SequencedSet<String> hosts = new LinkedHashSet<>();
    }

    private final Map<Problem, Uses> found = new LinkedHashMap<>();

    /**
     * @param usedAt the step or the use of the role that led to it
     * @param host for which it was compiled
     */
    void add(Problem problem, Location usedAt, String host) {
        Uses uses = found.computeIfAbsent(problem, p -> new Uses());
        uses.steps.add(usedAt);
        uses.hosts.add(host);
    }

    /**
     * @param all how many hosts are compiled; a problem that all of them have names none
     * @param masker for the secrets that an invalid value may contain
     */
    void report(int all, Masker masker, Problems problems) {
        found.forEach((problem, uses) -> {
            String hosts =
                    uses.hosts.size() < all ? " (for " + uses.hosts.getFirst() + more(uses.hosts.size()) + ")" : "";
            Location step = uses.steps.getFirst();
            String used = step.file().equals(problem.location().file())
                    ? ""
                    : " (used at " + step + more(uses.steps.size()) + ")";
            boolean hinted = !problem.hint().isEmpty();
            problems.add(
                    problem.location(),
                    masker.mask(problem.message() + hosts + (hinted ? "" : used)),
                    masker.mask(problem.hint() + (hinted ? used : "")));
        });
    }

    private static String more(int all) {
        return all == 1 ? "" : " and " + (all - 1) + " more";
    }
}
