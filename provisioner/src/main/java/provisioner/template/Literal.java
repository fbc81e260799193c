package provisioner.template;

import java.util.regex.Pattern;

/** Writes a text so that it is rendered as itself, whatever it contains. */
public final class Literal {
    /** A number sign that begins nothing: before a blank, a line end or most signs. */
    private static final Pattern HARMLESS = Pattern.compile("(?:[^#$\\\\]|#(?=[^A-Za-z#*@{\\[]|\\z))*+");

    private static final String BEGIN = "#[[";
    private static final String END = "]]#";

    private Literal() {}

    public static String of(String text) {
        return HARMLESS.matcher(text).matches()
                ? text
                // The end of a literal text cannot stand within one.
                : BEGIN + text.replace(END, "]]" + END + BEGIN + "#") + END;
    }
}
