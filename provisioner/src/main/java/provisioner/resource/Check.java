package provisioner.resource;

import java.time.Duration;
import java.util.List;

/** An end-to-end assertion: it has no desired state of its own, and nothing to apply. Package {@code check} runs it. */
public non-sealed interface Check extends Declaration {

    /** How long it is tried again before it counts as failed. */
    Duration within();

    /** Whether it leaves something behind on what it checks; {@code verify --read-only} leaves it out then. */
    default boolean writes() {
        return false;
    }

    /** Names of hosts, beside the step's own, on which it looks. Left out where none of them takes part in the run. */
    default List<String> asks() {
        return List.of();
    }

    /** Names of hosts without which it cannot pass. It is not run if one of them cannot be reached. */
    default List<String> needs() {
        return asks();
    }
}
