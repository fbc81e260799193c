package provisioner.probe;

import java.util.ArrayList;
import java.util.List;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.MadeNote;
import provisioner.state.Observation.NotesState;
import provisioner.state.Observed;
import provisioner.state.Query.NotesQuery;

/**
 * Reads the notes of what was made by those who are not among a host's makers any more: notes.sh. Where all of them still are, which is
 * the usual case, no process is started and nothing is sent.
 */
final class NotesReader implements Reader<NotesQuery> {
    private static final String FUNCTIONS = Scripts.load(NotesReader.class, "notes.sh");

    @Override
    public String script(List<NotesQuery> queries) {
        StringBuilder script = new StringBuilder(FUNCTIONS);
        for (int i = 0; i < queries.size(); i++) {
            NotesQuery query = queries.get(i);
            script.append("notes_present=")
                    .append(Sh.quote(String.join(" ", query.present())))
                    .append("\n(notes ")
                    .append(i)
                    .append(' ')
                    .append(Sh.quoteAll(query.plays()))
                    .append(")\n");
        }
        return script.toString();
    }

    @Override
    public void read(List<NotesQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> {
            for (Bytes open : answers.all("notes." + i + ".open")) {
                throw new ProbeException(
                        "unknown, nobody but root may be able to write to the notes of what was made here, but "
                                + Answers.shown(open).strip() + " is open to others; remove it by hand");
            }
            return state(SurveyReader.words(answers.one("notes." + i)));
        });
    }

    /** @param words each note's path below the directory of all notes, and its text */
    private static NotesState state(List<String> words) throws ProbeException {
        if (words.size() % 2 != 0) {
            throw new ProbeException("the host's list of notes was cut off");
        }
        List<MadeNote> notes = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 2) {
            String file = words.get(i);
            MadeNote.read(file, words.get(i + 1)).ifPresentOrElse(notes::add, () -> damaged.add(file));
        }
        return new NotesState(notes, damaged);
    }
}
