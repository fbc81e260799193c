package provisioner.plan;

import provisioner.state.Observation;

/** What happens to an answer if something else changes. */
sealed interface AnswerChange {

    record Untouched() implements AnswerChange {}

    /** @param answer the new answer */
    record Altered(Observation answer) implements AnswerChange {}

    /** It is to be read again. What it will be is known as well, or as little, as before. */
    record Stale() implements AnswerChange {}

    /** The new answer cannot be predicted. */
    record Unsettled() implements AnswerChange {}
}
