package provisioner.plan;

import provisioner.state.Observation;

/** What happens to an answer when something else changes. */
sealed interface AnswerChange {

    record Untouched() implements AnswerChange {}

    /** @param answer what it will be */
    record Altered(Observation answer) implements AnswerChange {}

    /** Nobody can say beforehand what it will be. */
    record Unsettled() implements AnswerChange {}
}
