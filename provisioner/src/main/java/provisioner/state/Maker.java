package provisioner.state;

import java.util.regex.Pattern;

/**
 * What makes things on a host: a role as a play uses it, or the play's own steps.
 *
 * @param playbook the name of the file that is run; it may import the play
 * @param play the play's name
 * @param role empty for the play's own steps
 * @param number which use of the role in the play, from 1; 0 for the play's own steps
 */
public record Maker(String playbook, String play, String role, int number) {
    private static final int SHORT = 16;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** Notes have a line for each. */
    public Maker {
        playbook = oneLine(playbook);
        play = oneLine(play);
        role = oneLine(role);
    }

    private static String oneLine(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }

    /** The directory of the notes of a play's makers, below that of all notes. */
    public static String directory(String playbook, String play) {
        return digest(oneLine(playbook) + "\n" + oneLine(play));
    }

    /** The directory of its notes, below that of all notes. */
    public String directory() {
        return directory(playbook, play) + "/" + digest(role + "\n" + number);
    }

    static String digest(String text) {
        return Bytes.utf8(text).sha256().substring(0, SHORT);
    }

    /** For people: {@code the role nginx of the play 'Web servers'}. */
    public String describe() {
        return (role.isEmpty() ? "" : "the role " + role + " of ") + "the play '" + play + "'";
    }
}
