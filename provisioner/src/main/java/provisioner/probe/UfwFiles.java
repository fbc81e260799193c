package provisioner.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.probe.packets.OwnIcmp;
import provisioner.state.PacketFinding;

/**
 * How ufw's before.rules, after.rules, before6.rules and after6.rules differ from those of its package, as told by {@code
 * diff -U0}. Lines that load nothing do not count, nor do those of {@link OwnIcmp}, which are judged by themselves.
 */
final class UfwFiles {
    private static final Pattern HUNK = Pattern.compile("@@ -\\d+(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@.*");
    private static final Pattern FILE = Pattern.compile("\\+\\+\\+ (/etc/ufw/\\S+).*");
    private static final Pattern ONLY = Pattern.compile("Only in /usr/share/ufw/iptables: (.*)");
    private static final String OWN = "/etc/ufw/before.rules";
    private static final Pattern REMARK = Pattern.compile("\\s*(#.*)?");
    private static final Pattern IDLE = Pattern.compile("\\s*(#.*)?|\\*\\S+|COMMIT\\s*|:\\S+ -.*");

    private String file = "";
    private final List<PacketFinding> edits = new ArrayList<>();

    private UfwFiles() {}

    static List<PacketFinding> edits(String diff) throws ProbeException {
        UfwFiles files = new UfwFiles();
        List<String> lines = diff.lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            Matcher only = ONLY.matcher(lines.get(at));
            Matcher named = FILE.matcher(lines.get(at));
            Matcher hunk = HUNK.matcher(lines.get(at));
            if (only.matches()) {
                throw new ProbeException("unknown, /etc/ufw/" + only.group(1) + " is missing");
            } else if (named.matches()) {
                files.file = named.group(1);
            } else if (hunk.matches()) {
                int old = count(hunk.group(1));
                int now = count(hunk.group(3));
                // Lines of the package come first; they stood after the line above those that are there now.
                int number = count(hunk.group(2)) - (now > 0 ? 1 : 0);
                for (int i = 1; i <= old + now && at + 1 < lines.size(); i++) {
                    at++;
                    if (lines.get(at).startsWith("\\")) {
                        i--;
                    } else {
                        files.line(lines.get(at), i <= old ? number : number + i - old);
                    }
                }
            }
        }
        return files.edits;
    }

    private void line(String changed, int number) {
        boolean added = changed.startsWith("+");
        String text = changed.substring(Math.min(1, changed.length()));
        boolean own = added && file.equals(OWN) && OwnIcmp.isOwn(text);
        // A line that is missing may hold the others together, as COMMIT does.
        if (!own && !(added ? IDLE : REMARK).matcher(text).matches()) {
            edits.add(new PacketFinding.Line(file, number, text, added));
        }
    }

    /** A number that is left out is one; a host may send anything. */
    private static int count(@org.jspecify.annotations.Nullable String digits) throws ProbeException {
        if (digits == null) {
            return 1;
        }
        if (digits.length() > 6) {
            throw new ProbeException("diff printed an impossible number: " + digits);
        }
        return Integer.parseInt(digits);
    }
}
