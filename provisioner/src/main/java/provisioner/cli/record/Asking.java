package provisioner.cli.record;

import provisioner.cli.terminal.FailedException;
import provisioner.record.RecordDatabase;
import provisioner.record.RecordException;

/** Asks a record. Apart from its options, so that a run without a record loads nothing of it. */
final class Asking {
    private Asking() {}

    /** What somebody wants to know of the record. */
    interface Question<T> {
        T ask(RecordDatabase database) throws RecordException, FailedException;
    }

    static <T> T ask(RecordOptions record, Question<T> question) throws FailedException {
        RecordOptions.Target target = record.required();
        try (RecordDatabase database = RecordDatabase.reading(target.url(), target.password())) {
            return question.ask(database);
        } catch (RecordException e) {
            throw new FailedException(
                    "cannot read the record in " + target.url().place() + ": " + e.getMessage(), "");
        }
    }
}
