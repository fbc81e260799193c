package provisioner.remote.target;

import java.nio.charset.StandardCharsets;

/** Makes text from a host safe for a terminal: removes escape sequences and invisible characters. */
public final class Printable {
    private Printable() {}

    /** Keeps newlines and tabs, but not a carriage return before a newline. */
    public static String text(byte[] bytes) {
        return clean(new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n"), true);
    }

    /** Keeps newlines and tabs. */
    public static String text(String text) {
        return clean(text, true);
    }

    /** Makes the text one line. */
    public static String line(String text) {
        return clean(text, false).strip();
    }

    /** The last line of a text that is printable already. */
    public static String lastLine(String text) {
        String[] lines = text.strip().split("\n", -1);
        return lines[lines.length - 1];
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == '\n' || point == '\t') {
                clean.append(lines ? (char) point : ' ');
            } else if (hidden(point)) {
                clean.append('\uFFFD');
            } else {
                clean.appendCodePoint(point);
            }
        });
        return clean.toString();
    }

    private static boolean hidden(int point) {
        // The last two code points of each plane are not characters, and XML 1.0 does not allow U+FFFE and U+FFFF.
        return (point & 0xFFFE) == 0xFFFE
                || switch (Character.getType(point)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                };
    }
}
