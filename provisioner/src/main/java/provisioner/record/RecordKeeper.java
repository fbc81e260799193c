package provisioner.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import provisioner.secret.Secret;

/** Keeps records: writes them to the database, or beside it until it is there. Never fails a run. */
public final class RecordKeeper {
    private final RecordUrl url;
    private final Secret password;
    private final Spool spool;
    private final Consumer<String> notes;

    /** Whether the database had all records when the last one was kept. */
    private boolean delivered;

    /** What somebody wants to know of a record. */
    public interface Question<T> {
        T ask(RecordDatabase database) throws RecordException;
    }

    /** @param notes told, in one line each, what could not be written and where it is kept */
    public RecordKeeper(RecordUrl url, Secret password, Map<String, String> environment, Consumer<String> notes) {
        this.url = url;
        this.password = password;
        this.spool = Spool.of(url, environment);
        this.notes = notes;
    }

    /** Keeps the record of a run that has ended, and delivers those of earlier runs that the database has not got. */
    public void keep(Recorder recorder, int exitCode) {
        try {
            recorder.record(exitCode).ifPresent(this::keep);
        } catch (RuntimeException e) {
            // A mistake of ours is none of the run.
            notes.accept("internal error: the record of this run was not written to " + url.place() + ": " + e);
        }
    }

    private void keep(RunRecord record) {
        try {
            spool.write(record);
        } catch (IOException e) {
            notes.accept("cannot keep the record of this run in " + spool.directory() + ": " + e);
            deliverOnly(record);
            return;
        }
        deliver();
    }

    /** Where nothing can be kept beside, the database is all there is. */
    private void deliverOnly(RunRecord record) {
        try (RecordDatabase database = RecordDatabase.writing(url, password)) {
            Delivery.of(record, database);
            delivered = true;
        } catch (RecordException e) {
            notes.accept("the record of this run is lost: " + url.place() + ": " + e.getMessage());
        } catch (SQLException e) {
            notes.accept("the record of this run is lost: " + url.place() + ": "
                    + RecordException.of(e).getMessage());
        }
    }

    /** Asks the record that was just kept. Empty if it could not be delivered: then the record does not know this run. */
    public <T> Optional<T> ask(Question<T> question) {
        if (!delivered) {
            return Optional.empty();
        }
        try (RecordDatabase database = RecordDatabase.reading(url, password)) {
            return Optional.of(question.ask(database));
        } catch (RecordException e) {
            notes.accept("cannot read the record in " + url.place() + ": " + RecordException.line(e));
            return Optional.empty();
        }
    }

    void deliver() {
        try (RecordDatabase database = RecordDatabase.writing(url, password)) {
            for (Path file : spool.files()) {
                deliver(file, database);
            }
            delivered = true;
        } catch (RecordException e) {
            later(RecordException.line(e));
        } catch (IOException e) {
            later(e.toString());
        }
    }

    /** One that the database refuses is not in the way of the others. */
    private void deliver(Path file, RecordDatabase database) throws IOException, RecordException {
        RunRecord record;
        try {
            record = spool.read(file);
        } catch (JsonProcessingException e) {
            notes.accept("a record that was kept beside is damaged; it is now " + spool.putAside(file));
            return;
        } catch (java.nio.file.NoSuchFileException e) {
            return; // another run has delivered it
        }
        try {
            Delivery.of(record, database);
            Files.deleteIfExists(file);
        } catch (SQLException e) {
            RecordException why = RecordException.of(e);
            if (!database.isUsable()) {
                throw why;
            }
            notes.accept("the database does not take the record of run " + record.runId() + ", which stays in " + file
                    + ": " + why.getMessage());
        }
    }

    private void later(String why) {
        notes.accept("the record of this run is not in " + url.place() + " yet: " + why + "; it is kept in "
                + spool.directory() + ", and the next run with this --record delivers it");
    }
}
