package provisioner.complete;

import java.util.List;
import java.util.function.Predicate;

/**
 * A finding for which no step and nothing on the host accounts, and what is known about the conditions of rows of
 * {@link Debian}.
 *
 * @param shown what is shown unless a row accounts for it; more than itself, or less, where steps account for parts of it
 */
record Candidate(Finding finding, Predicate<String> holds, List<Finding> shown) {

    /** One that is only accounted for without a condition, or while a package is installed. */
    static Candidate of(Finding finding, Predicate<String> holds) {
        return new Candidate(finding, condition -> condition.equals("-") || holds.test(condition), List.of(finding));
    }

    Candidate showing(List<Finding> parts) {
        return new Candidate(finding, holds, List.copyOf(parts));
    }
}
