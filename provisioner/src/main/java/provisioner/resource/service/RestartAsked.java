package provisioner.resource.service;

import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.resource.Change;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Query.ContentQuery;

/**
 * A restart that somebody asks for. The host keeps for what it last restarted the unit, so that it is done once.
 *
 * @param word the run's name where each run is to do it
 */
record RestartAsked(String unit, String word) {
    private static final String NOW = "now";
    private static final Pattern WORD = Pattern.compile("[!-~]{1,100}");
    private static final int LIMIT = 1024;

    static Optional<RestartAsked> parse(Fields fields, String unit, String run) {
        Optional<String> word = fields.optionalString("restart");
        if (word.isPresent() && !WORD.matcher(word.get()).matches()) {
            fields.refuse(
                    "restart",
                    "'restart' must be one word of at most 100 ASCII characters",
                    "write now, or what tells this restart from the last one, such as a date");
        }
        return word.map(written -> new RestartAsked(unit, written.equals(NOW) ? run : written));
    }

    ContentQuery query() {
        return new ContentQuery("/var/lib/provisioner/restarted/" + unit, "", LIMIT);
    }

    private Bytes note() {
        return Bytes.utf8(word + "\n");
    }

    boolean isPending(ContentState kept) {
        return !(kept instanceof Content(Bytes bytes) && bytes.equals(note()));
    }

    /** Notes that it was done. */
    void done(Change change) {
        change.run("unit_restarted", unit, word).becomes(query(), new Content(note()));
    }
}
