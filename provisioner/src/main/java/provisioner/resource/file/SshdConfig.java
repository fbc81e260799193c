package provisioner.resource.file;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import provisioner.state.Observation.SshdState;

/**
 * The configuration of sshd in the order in which sshd reads it, as sshd_config(5) says: the first value of a keyword counts, and
 * what stands in a Match block goes before that for the logins that the block selects.
 */
public final class SshdConfig {
    static final String MAIN = "/etc/ssh/sshd_config";
    private static final String MATCH = "match";
    private static final String INCLUDE = "include";
    private static final int DEEPEST = 16;
    private static final int MOST = 1000;

    private static final Pattern LINE = Pattern.compile("\\s*([^\\s=\"#]+)(?:\\s*=\\s*|\\s+)(.*)");
    private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|'([^']*)'|([^\\s\"']+)");
    private static final Map<String, String> ALIASES = Map.of(
            "challengeresponseauthentication", "kbdinteractiveauthentication",
            "pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms",
            "hostbasedacceptedkeytypes", "hostbasedacceptedalgorithms");

    /** All lines of these count together. */
    private static final Set<String> GATHERED = Set.of(
            "port",
            "listenaddress",
            "hostkey",
            "hostcertificate",
            "acceptenv",
            "allowusers",
            "denyusers",
            "allowgroups",
            "denygroups",
            "persourcepenalties");

    /** A Match. */
    public record Block(int line, String words) {}

    /**
     * @param words the line as it is written
     * @param block the Match that it stands in
     */
    public record Directive(
            String file, int line, String keyword, List<String> arguments, String words, Optional<Block> block) {
        /** Where it is and what it says, for people. */
        public String shown() {
            String where = file + ":" + line + " '" + words + "'";
            return block.map(match -> where + " in the block '" + match.words + "' of line " + match.line)
                    .orElse(where);
        }

        boolean sets(Directive other) {
            boolean subsystem = keyword.equals("subsystem");
            return keyword.equals(other.keyword)
                    && (!subsystem
                            || arguments.stream()
                                    .limit(1)
                                    .toList()
                                    .equals(other.arguments.stream().limit(1).toList()));
        }

        boolean gathers() {
            return GATHERED.contains(keyword);
        }

        boolean says(Directive other) {
            return values(arguments).equals(values(other.arguments));
        }

        private static List<String> values(List<String> arguments) {
            return arguments.stream()
                    .map(a -> a.toLowerCase(Locale.ROOT).replace("without-password", "prohibit-password"))
                    .toList();
        }
    }

    private final SshdState state;
    private final List<Directive> directives = new ArrayList<>();
    private final Set<String> read = new HashSet<>();
    private boolean whole = true;
    private int count;

    public SshdConfig(SshdState state) {
        this.state = state;
        read(MAIN, Optional.empty(), 0);
    }

    /** In the order in which sshd reads them, without Match and Include. */
    public List<Directive> directives() {
        return directives;
    }

    /** Whether sshd reads a file. */
    boolean reads(String file) {
        return read.contains(file);
    }

    /** Whether every file that an Include names is known. */
    boolean whole() {
        return whole;
    }

    /** The first one outside of Match blocks. */
    public Optional<Directive> first(String keyword) {
        return directives.stream()
                .filter(d -> d.keyword.equals(keyword) && d.block.isEmpty())
                .findFirst();
    }

    private void read(String file, Optional<Block> outer, int depth) {
        String text = state.files().get(file);
        if (text == null || depth > DEEPEST || ++count > MOST) {
            return;
        }
        read.add(file);
        Optional<Block> block = outer;
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Optional<Directive> found = parse(file, i + 1, lines.get(i), block);
            String keyword = found.map(Directive::keyword).orElse("");
            if (keyword.equals(MATCH)) {
                block = found.map(d -> new Block(d.line, d.words));
            } else if (keyword.equals(INCLUDE)) {
                for (String pattern : found.orElseThrow().arguments) {
                    included(pattern).forEach(path -> read(path, found.orElseThrow().block, depth + 1));
                }
            } else {
                found.ifPresent(directives::add);
            }
        }
    }

    private static Optional<Directive> parse(String file, int number, String line, Optional<Block> block) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String word = matcher.group(1).toLowerCase(Locale.ROOT);
        List<String> arguments = new ArrayList<>();
        Matcher argument = ARGUMENT.matcher(matcher.group(2));
        while (argument.find() && !argument.group().startsWith("#")) {
            arguments.add(Stream.of(1, 2, 3)
                    .map(argument::group)
                    .filter(g -> g != null)
                    .findFirst()
                    .orElseThrow());
        }
        return Optional.of(new Directive(
                file, number, ALIASES.getOrDefault(word, word), List.copyOf(arguments), line.strip(), block));
    }

    private Set<String> included(String pattern) {
        String path = pattern.startsWith("/") ? pattern : "/etc/ssh/" + pattern;
        whole = whole && state.includes().containsKey(pattern);
        Set<String> files = new TreeSet<>(state.includes().getOrDefault(pattern, List.of()));
        state.files().keySet().stream().filter(file -> matches(path, file)).forEach(files::add);
        return files;
    }

    private static boolean matches(String pattern, String file) {
        try {
            return !file.contains("/.")
                    && FileSystems.getDefault()
                            .getPathMatcher("glob:" + pattern)
                            .matches(Path.of(file));
        } catch (PatternSyntaxException e) {
            return pattern.equals(file);
        }
    }

    /** Whether a line begins a Match block. */
    static boolean opensBlock(String line) {
        return parse("", 0, line, Optional.empty())
                .filter(d -> d.keyword.equals(MATCH))
                .isPresent();
    }

    /** The keyword of a line; empty for a comment. */
    static String keyword(String line) {
        return parse("", 0, line, Optional.empty()).map(Directive::keyword).orElse("");
    }
}
