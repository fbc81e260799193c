package provisioner.probe.readings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads lines of {@code /proc/self/mountinfo}, as in proc(5). */
final class MountInfo {
    /** Before the dash: two numbers, the device, the root, the point, and the options of this mount. */
    private static final int FIXED = 6;

    private static final int AFTER_DASH = 3;
    private static final String SAME = "@same";

    private MountInfo() {}

    private static String plain(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /** What is mounted last hides the others. Nothing where nothing is mounted. */
    static SortedMap<String, String> read(List<String> words, String answer) {
        SortedMap<String, String> values = new TreeMap<>();
        int count = 0;
        boolean same = false;
        for (String line : answer.lines().filter(l -> !l.isEmpty()).toList()) {
            if (line.equals(SAME)) {
                same = true;
                continue;
            }
            List<String> fields = List.of(line.split(" "));
            int dash = fields.indexOf("-");
            if (dash < FIXED || fields.size() < dash + AFTER_DASH) {
                throw new IllegalArgumentException("not a line of mountinfo");
            }
            count++;
            Set<String> options =
                    new LinkedHashSet<>(List.of(fields.get(FIXED - 1).split(",")));
            // Those behind the dash are of the file system: a bind mount does not decide them.
            options.addAll(
                    fields.size() == dash + AFTER_DASH || !words.get(2).isEmpty()
                            ? List.of()
                            : List.of(fields.get(dash + AFTER_DASH).split(",")));
            values.put("type", fields.get(dash + 1));
            values.put("source", plain(fields.get(dash + 2)));
            values.put("options", String.join(",", options));
        }
        if (count > 0) {
            boolean named = words.get(2).isEmpty() && words.get(1).equals(values.get("source"));
            values.put("count", String.valueOf(count));
            values.put("wanted", same || named ? "yes" : "no");
        }
        return values;
    }
}
