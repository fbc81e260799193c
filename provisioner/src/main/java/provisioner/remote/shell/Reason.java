package provisioner.remote.shell;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds the line that says why something failed, in what programs wrote. Their last line seldom does: it says that they
 * end, or it is systemd's or apt's word on the program that they ran.
 *
 * <p>What a unit wrote since it was last started comes before what it wrote earlier. There, a line with a cause (such as
 * a full file system) comes before one that only says that something failed, and the first before those after it.
 */
final class Reason {
    /** Says why. */
    private static final Predicate<String> CAUSE = pattern(
            "no space left|disk quota exceeded|read-only file system|permission denied|access denied|operation not permitted",
            "already in use|already exists|no such (file|process|device)|not found|does not exist|doesn't exist|is not a directory",
            "connection (refused|reset|timed out)|network is unreachable|no route to host|timed out|timeout expired",
            "could(n't| not) (resolve|get lock|read|open|connect|be verified)|temporary failure|name or service not known|404  not found",
            "\\[(emerg|alert|crit|error)]|\\bdepends: .* but |\\bbreaks: .* but |syntax error|parse error|unexpected",
            "unterminated|\\bbad |\\binvalid |\\bunknown |unrecognized|unsupported|unable to |cannot |can't |not in \\w+ format",
            "^\\s*detail: |has changed since|out of memory|cannot allocate|killed by the oom|certificate (problem|verify|has expired)|too many|too long",
            "no public key|not signed|no installation candidate|held by process|locked by another|held back");

    /** Says that something failed. */
    private static final Predicate<String> FAILURE = pattern(
            "(?<![/.\\w-])errors?\\b(?!\\.log)|\\w(Error|Exception): |^e: |\\bfatal\\b|\\bpanic\\b|\\bfail(ed|s|ure)\\b",
            "\\bdenied\\b|\\brefused\\b|\\brejected\\b|\\bmissing\\b|\\baborted?\\b|\\bcould not\\b|\\bnot \\w+ed\\b");

    /** Says neither, whatever its words: warnings, progress, and words about the end of something else. */
    private static final Predicate<String> NOISE = pattern(
            "^\\s*(w|n|note|warn|warning|info|debug|notice|hint): |\\bwarning: |\\[(warn|warning|notice|note|info|debug)]",
            "\\b(0|no) (errors?|failed|failures?)\\b|^(hit|ign|get):\\d|^(reading|building) .*\\.\\.\\.",
            "^e: (some index files failed|sub-process .* returned an error|unable to (correct problems|fetch some))",
            "^tar: (exiting with failure|error is not recoverable|child returned)|terminating, \\d+ bad|^ask for help",
            "^some challenges have failed|configuration file \\S+ test failed|^errors were encountered|^dpkg: warning",
            "^make(\\[\\d+])?: \\*\\*\\*|^npm err(or|!).* (code|errno|syscall|path) |^see \"?systemctl|^invoke-rc\\.d: ");

    /** Systemd's words on the end of a unit. */
    private static final Predicate<String> SYSTEMD = pattern(
            "^job for \\S+ (failed|canceled)|^a dependency job for |^[●×○↻*] \\S+\\.\\w+ - ",
            "^\\s*(loaded|active|process|main pid|docs|cpu|tasks|memory|mem peak|cgroup|duration|invocation|status): ",
            "^\\s*(drop-in|triggeredby|triggers): |^(failed to )?(re)?(start|stop|load)(ed|ing)?:? [^:]*( - |\\.$|\\.\\.\\.$)",
            "^\\S+\\.\\w+: (main|control) process exited|^\\S+\\.\\w+: (failed with result|scheduled restart|start request)",
            "^\\S+\\.\\w+: (consumed|deactivated|triggering|killing|unit process|service hold-off|unit entered)");

    /** Where systemd says how a unit ended that said nothing itself. */
    private static final Predicate<String> ENDED = pattern(": (main|control) process exited|: failed with result");

    /** A unit's own words come after these. */
    private static final Predicate<String> BEGINS =
            pattern("^(starting|started|reloading) (\\S+\\.(service|socket|mount|timer|path|target)\\b|.*\\.\\.\\.$)");

    /** Names what the next line is about. */
    private static final Predicate<String> HEADER = pattern(".*:$|^err:\\d");

    private static final Pattern SYSLOG = Pattern.compile("^[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\S+ [^\\s:]+\\[\\d+]: ");
    private static final Pattern APT_NUMBER = Pattern.compile("^Err:\\d+ ");

    /** What {@code functions.sh} adds where a file system is full. */
    private static final Predicate<String> FULL = pattern("^the file system at .* is full$");

    private static final Predicate<String> NO_SPACE = pattern("no space left");

    private final List<String> lines;

    private Reason(List<String> lines) {
        this.lines = lines;
    }

    private static Predicate<String> pattern(String... alternatives) {
        return Pattern.compile(String.join("|", alternatives), CASE_INSENSITIVE).asPredicate();
    }

    /** The reason in what was written; empty where nothing was. */
    static String in(String written) {
        List<String> lines = written.lines()
                .map(line -> SYSLOG.matcher(line.substring(line.lastIndexOf('\r') + 1))
                        .replaceFirst(""))
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            return "";
        }
        String reason = new Reason(lines).find();
        Optional<String> full = lines.stream().filter(FULL).findFirst();
        return full.isPresent() && NO_SPACE.test(reason) ? reason + ": " + full.get() : reason;
    }

    private String find() {
        for (Reason since : starts().reversed()) {
            Optional<String> said = since.first(CAUSE).or(() -> since.first(FAILURE));
            if (said.isPresent()) {
                return said.get();
            }
        }
        return last(line -> !isNoise(line))
                .or(() -> lines.stream().filter(ENDED).findFirst())
                .or(() -> last(line -> true))
                .orElseThrow()
                .strip();
    }

    /** The lines before a unit's first start, and those since each start. */
    private List<Reason> starts() {
        List<Reason> starts = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < lines.size(); i++) {
            if (BEGINS.test(lines.get(i))) {
                starts.add(new Reason(lines.subList(from, i)));
                from = i;
            }
        }
        starts.add(new Reason(lines.subList(from, lines.size())));
        return starts;
    }

    /** The first line that says so, after the name of what it is about. */
    private Optional<String> first(Predicate<String> says) {
        boolean trace = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean indented = Character.isWhitespace(line.charAt(0));
            trace = line.startsWith("Traceback ") || (trace && indented);
            if (trace || isNoise(line) || HEADER.test(line) || !says.test(line)) {
                continue;
            }
            String header = indented && i > 0 && HEADER.test(lines.get(i - 1)) ? about(lines.get(i - 1)) : "";
            return Optional.of(header + line.strip());
        }
        return Optional.empty();
    }

    private static String about(String header) {
        String name = APT_NUMBER.matcher(header.strip()).replaceFirst("");
        return (name.endsWith(":") ? name : name + ":") + " ";
    }

    private Optional<String> last(Predicate<String> which) {
        return lines.stream().filter(which).reduce((a, b) -> b);
    }

    private static boolean isNoise(String line) {
        return NOISE.test(line) || SYSTEMD.test(line) || FULL.test(line);
    }
}
