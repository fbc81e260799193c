package provisioner.source;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the text that YAML cannot read because it has no quotes. */
final class UnquotedText {
    // A range or an index within a list or a mapping in brackets: web-[1:2], [web-[1:2], db].
    private static final Pattern BRACKETED =
            Pattern.compile("[^\\s\\[\\]{},\"']+\\[[^\\[\\]\\s,]*\\][^\\s\\[\\]{},\"']*");

    // A key and its text, which contains another colon: 'name: note: nginx is installed'.
    private static final Pattern COLON =
            Pattern.compile("^\\s*(?:- +)*[A-Za-z_][\\w-]*: +([^\\s\"'\\[{|>&*!][^\"#]*?: .*?)\\s*$");

    private UnquotedText() {}

    /**
     * @param cause what YAML does not take in it, in quotes
     * @param value the whole value in quotes
     */
    record Found(String cause, String value) {}

    /** The value on this line, if quotes are what it needs. */
    static Optional<Found> at(String text, Location at) {
        String line = text.lines().skip(Math.max(0, at.line() - 1)).findFirst().orElse("");
        Matcher colon = COLON.matcher(line);
        if (colon.matches() && at.column() > colon.start(1)) {
            return Optional.of(new Found("': '", '"' + colon.group(1) + '"'));
        }
        Matcher bracketed = BRACKETED.matcher(line);
        while (bracketed.find()) {
            if (bracketed.start() < at.column() && at.column() <= bracketed.end()) {
                return Optional.of(new Found("'['", '"' + bracketed.group() + '"'));
            }
        }
        return Optional.empty();
    }
}
