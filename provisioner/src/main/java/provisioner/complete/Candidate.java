package provisioner.complete;

import java.util.function.Predicate;

/**
 * A finding for which no step and nothing on the host accounts, and what is known about the conditions of rows of
 * {@link Debian}.
 */
record Candidate(Finding finding, Predicate<String> holds) {

    /** One that is only accounted for without a condition, or while a package is installed. */
    static Candidate of(Finding finding, Predicate<String> holds) {
        return new Candidate(finding, condition -> condition.equals("-") || holds.test(condition));
    }
}
