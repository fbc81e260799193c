package provisioner.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import provisioner.resource.Claim;
import provisioner.resource.Claim.Wish;
import provisioner.resource.Declaration;
import provisioner.source.Location;
import provisioner.source.Problem;

/** Finds steps of one host that want different things of the same: every run would change it there and back. */
final class Contradictions {
    private record Thing(String name, String another) {}

    private record Lines(Location earlier, Location later) {}

    /** One for two lines, whatever the number of hosts, items and properties. */
    private final Map<Lines, Problem> found = new HashMap<>();

    /** @param findings receives each problem, and where it is */
    Host host(BiConsumer<Problem, Location> findings) {
        return new Host(findings);
    }

    /** What is claimed on one host so far, and where first. */
    final class Host {
        private final BiConsumer<Problem, Location> findings;
        private final Map<Thing, Map<Wish, Location>> claimed = new HashMap<>();

        private Host(BiConsumer<Problem, Location> findings) {
            this.findings = findings;
        }

        void add(Declaration declared, Location at) {
            HashSet<Lines> reported = new HashSet<>();
            for (Claim claim : declared.claims()) {
                Map<Wish, Location> earlier =
                        claimed.computeIfAbsent(new Thing(claim.thing(), claim.another()), t -> new LinkedHashMap<>());
                Optional<Map.Entry<Wish, Location>> other = earlier.containsKey(claim.wish())
                        ? Optional.empty()
                        : earlier.entrySet().stream()
                                .filter(e -> !e.getKey().agrees(claim.wish()))
                                .findFirst();
                other.ifPresent(e -> {
                    Lines lines = new Lines(e.getValue(), at);
                    if (reported.add(lines)) {
                        Problem problem = found.computeIfAbsent(lines, l -> problem(declared, claim, l, e.getKey()));
                        findings.accept(problem, at);
                    }
                });
                earlier.putIfAbsent(claim.wish(), at);
            }
        }
    }

    private static Problem problem(Declaration declared, Claim claim, Lines lines, Wish earlier) {
        String there =
                lines.earlier.equals(lines.later) ? "than it does for another use" : "than " + lines.earlier + " does";
        String wishes = claim.wish().words().isEmpty() || earlier.words().isEmpty()
                ? ""
                : ": " + claim.wish().words() + " here, " + earlier.words() + " there";
        return new Problem(
                lines.later,
                "'" + declared.title() + "' must not want " + claim.another() + " " + there + wishes,
                "every run would change it there and back: remove one of the two");
    }
}
