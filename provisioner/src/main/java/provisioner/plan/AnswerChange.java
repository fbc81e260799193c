package provisioner.plan;

import provisioner.state.Observation;

/** What happens to an answer if something else changes. */
sealed interface AnswerChange {

    record Untouched() implements AnswerChange {}

    /** @param answer the new answer */
    record Altered(Observation answer) implements AnswerChange {}

    /** The new answer cannot be predicted. */
    record Unsettled() implements AnswerChange {}
}
