package provisioner.adopt;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import provisioner.complete.Finding;

/**
 * How findings could be declared.
 *
 * @param findings what it accounts for; none for what others only need
 * @param alternatives lists of steps, of which the first counts that says what is there
 * @param reason why there is no alternative
 */
record Proposal(List<Finding> findings, List<List<Wish>> alternatives, String reason) {
    Proposal {
        findings = List.copyOf(findings);
        alternatives = List.copyOf(alternatives);
    }

    /** What no step can say. */
    static Proposal none(Finding finding, String reason) {
        return new Proposal(List.of(finding), List.of(), reason);
    }

    /** One step, or else another one. */
    static Proposal of(Finding finding, Wish... alternatives) {
        return of(List.of(finding), alternatives);
    }

    static Proposal of(List<Finding> findings, Wish... alternatives) {
        return new Proposal(findings, Arrays.stream(alternatives).map(List::of).toList(), "");
    }

    /** The same, for more findings. */
    Proposal alsoFor(List<Finding> more) {
        return new Proposal(Stream.concat(findings.stream(), more.stream()).toList(), alternatives, reason);
    }

    /** A step that accounts for nothing: left out where it does not say what is there. */
    static Proposal beside(Wish wish) {
        return of(List.of(), wish);
    }
}
