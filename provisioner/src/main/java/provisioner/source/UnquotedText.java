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

    /** The value on this line in quotes, if quotes are what it needs. */
    static Optional<String> at(String text, Location at) {
        String line = text.lines().skip(Math.max(0, at.line() - 1)).findFirst().orElse("");
        Matcher colon = COLON.matcher(line);
        if (colon.matches() && at.column() > colon.start(1)) {
            return Optional.of('"' + colon.group(1) + '"');
        }
        Matcher bracketed = BRACKETED.matcher(line);
        while (bracketed.find()) {
            if (bracketed.start() < at.column() && at.column() <= bracketed.end()) {
                return Optional.of('"' + bracketed.group() + '"');
            }
        }
        return Optional.empty();
    }
}
