package provisioner.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A note on a host: who made what there. It is a hint, and the host is looked at before anything is done because of it.
 *
 * <p>A note is a file of lines, each with a word, a blank and a value.
 */
public record MadeNote(Maker maker, Made made) {
    private static final String FIRST = "provisioner note 1";
    private static final List<String> WORDS = List.of("playbook", "play", "role", "number", "type", "name", "digest");

    /** The file's text, without a line feed at its end. */
    public String text() {
        return String.join(
                "\n",
                FIRST,
                "playbook " + maker.playbook(),
                "play " + maker.play(),
                "role " + maker.role(),
                "number " + maker.number(),
                "type " + made.type(),
                "name " + made.name(),
                "digest " + made.digest());
    }

    /** Where it stands below the directory of all notes. */
    public String file() {
        return maker.directory() + "/" + made.file();
    }

    /**
     * Reads a note.
     *
     * @param file where it stands below the directory of all notes
     * @return empty for what was not written as a note, or is not the note that the name stands for
     */
    public static Optional<MadeNote> read(String file, String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != WORDS.size() + 1 || !lines.getFirst().equals(FIRST)) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < WORDS.size(); i++) {
            String begin = WORDS.get(i) + " ";
            String line = lines.get(i + 1);
            if (!line.startsWith(begin)) {
                return Optional.empty();
            }
            values.put(WORDS.get(i), line.substring(begin.length()));
        }
        if (!values.getOrDefault("number", "").matches("[0-9]{1,4}")) {
            return Optional.empty();
        }
        MadeNote note = new MadeNote(
                new Maker(
                        values.getOrDefault("playbook", ""),
                        values.getOrDefault("play", ""),
                        values.getOrDefault("role", ""),
                        Integer.parseInt(values.getOrDefault("number", ""))),
                new Made(
                        values.getOrDefault("type", ""),
                        values.getOrDefault("name", ""),
                        values.getOrDefault("digest", "")));
        return note.made.isNotable() && note.file().equals(file) ? Optional.of(note) : Optional.empty();
    }
}
