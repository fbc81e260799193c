package provisioner.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal shows after it was sent this: as much of ECMA-48 and of xterm's private modes as the tool uses, on a
 * screen without a last row. Anything else is an error, since a user's terminal may not know it either.
 */
public final class TerminalScreen {
    private final int columns;
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean wrap = true;

    private TerminalScreen(int columns) {
        this.columns = columns;
    }

    /** The rows, without blanks at their ends; rows that were broken at the right edge count as two. */
    public static List<String> after(String sent, int columns) {
        TerminalScreen screen = new TerminalScreen(columns);
        int i = 0;
        while (i < sent.length()) {
            i = sent.charAt(i) == '\u001b' ? screen.sequence(sent, i) : screen.character(sent.charAt(i), i);
        }
        return screen.rows.stream().map(text -> text.toString().stripTrailing()).toList();
    }

    private int character(char c, int at) {
        switch (c) {
            case '\r' -> column = 0;
            case '\n' -> down();
            default -> {
                if (column == columns && wrap) {
                    down();
                    column = 0;
                }
                put(Math.min(column, columns - 1), c);
                column = Math.min(column + 1, columns);
            }
        }
        return at + 1;
    }

    private void down() {
        row++;
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
    }

    private void put(int at, char c) {
        StringBuilder text = rows.get(row);
        while (text.length() <= at) {
            text.append(' ');
        }
        text.setCharAt(at, c);
    }

    private int sequence(String sent, int from) {
        int end = from + 2;
        while (end < sent.length() && sent.charAt(end) < '@') {
            end++;
        }
        String sequence = sent.substring(from + 1, end + 1);
        switch (sequence) {
            case "[1A" -> row = Math.max(0, row - 1);
            case "[2K" -> rows.get(row).setLength(0);
            case "[?7l" -> wrap = false;
            case "[?7h" -> wrap = true;
            default -> {
                if (!sequence.matches("\\[[0-9;]*m")) {
                    throw new AssertionError("not for every terminal: ESC" + sequence);
                }
            }
        }
        return end + 1;
    }
}
