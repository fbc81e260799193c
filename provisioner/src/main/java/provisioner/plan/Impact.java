package provisioner.plan;

import provisioner.state.Observation;

/** What happens to an answer when something else changes. */
sealed interface Impact {

    record Untouched() implements Impact {}

    /** @param answer what it will be */
    record Altered(Observation answer) implements Impact {}

    /** Nobody can say beforehand what it will be. */
    record Unsettled() implements Impact {}
}
