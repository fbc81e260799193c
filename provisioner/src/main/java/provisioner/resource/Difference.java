package provisioner.resource;

import java.util.Optional;
import provisioner.state.Bytes;

/**
 * One attribute that is not as desired.
 *
 * @param attribute {@code mode}, {@code content}, {@code state}; {@code presence} where the whole thing appears or goes
 * @param from what it is; empty where there is nothing
 * @param to what it will be; empty where it goes away
 * @param contents both sides of a file's content, where they are to be shown as a diff
 * @param removal whether something of the user's goes away by it: counted and marked in every report
 */
public record Difference(String attribute, String from, String to, Optional<Contents> contents, boolean removal) {

    /** The bytes before and after; before is empty for a new file. */
    public record Contents(String path, Bytes before, Bytes after) {}

    /** One line, without contents: {@code mode: 0600 → 0644}. */
    public String summary() {
        if (contents.isPresent()) {
            return attribute + " of " + contents.get().path();
        }
        return attribute + ": " + (from.isEmpty() ? "nothing" : from) + " → " + (to.isEmpty() ? "nothing" : to);
    }

    public static Difference of(String attribute, String from, String to) {
        return new Difference(attribute, from, to, Optional.empty(), false);
    }

    public static Difference content(String path, Bytes before, Bytes after) {
        return new Difference("content", "", "", Optional.of(new Contents(path, before, after)), false);
    }

    public static Difference removal(String attribute, String from) {
        return new Difference(attribute, from, "", Optional.empty(), true);
    }
}
