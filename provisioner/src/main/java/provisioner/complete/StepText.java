package provisioner.complete;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Steps as a playbook has them, on one line. Every JSON string is one of YAML, so that a name can hold anything. */
final class StepText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/._][A-Za-z0-9/._+@-]*");

    /** Words that YAML takes for something else than strings. */
    private static final Pattern TAKEN = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n|\\.inf|\\.nan");

    private StepText() {}

    /** @param pairs keys and values, by turns */
    static String of(String type, String... pairs) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            fields.add(pairs[i] + ": " + value(pairs[i + 1]));
        }
        return type + ": {" + String.join(", ", fields) + "}";
    }

    /** With a value that only people can fill in. */
    static String open(String type, String missing, String... pairs) {
        String closed = of(type, pairs);
        return closed.substring(0, closed.length() - 1) + ", " + missing + ": …}";
    }

    static String value(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !TAKEN.matcher(text).matches();
        return plain ? text : '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
