package provisioner.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks text at the terminal's right edge, so that what follows an indented column stays in it. */
final class Wrap {
    private static final int NARROWEST = 20;

    private final int width;

    /** @param width of the terminal; 0 if there is none, and nothing is broken */
    Wrap(int width) {
        this.width = width;
    }

    /** Whether text of this length fits into a line; without a terminal, into one of a usual width. */
    boolean fits(int length) {
        return length <= (width == 0 ? 100 : width);
    }

    /**
     * Breaks after blanks, and words that are too long anywhere.
     *
     * @param first what the first line begins with; the others are indented to its end
     */
    List<String> lines(String first, String text) {
        int room = Math.max(NARROWEST, width - first.length());
        List<String> lines = new ArrayList<>();
        String rest = text;
        String start = first;
        while (width > 0 && rest.length() > room) {
            int at = rest.lastIndexOf(' ', room);
            int end = at > 0 && !rest.substring(0, at).isBlank() ? at : room;
            lines.add(start + rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
            start = " ".repeat(first.length());
        }
        lines.add(start + rest);
        return lines;
    }
}
