package provisioner.resource.file;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.file.SshdConfig.Directive;
import provisioner.state.Bytes;
import provisioner.state.Query;
import provisioner.state.Query.SshdQuery;
import provisioner.state.StateView;

/**
 * Whether what a file says is in effect, for the files of a known program of which the first or the more special line counts.
 * {@link Validation} says what that program refuses; this is about what it takes and then does not do. Here that is sshd.
 */
record Effective(String path) {
    private static final SshdQuery SSHD = new SshdQuery();

    /** What these do to every login, nobody wants for every login. */
    private static final Set<String> FOR_SOME = Set.of("forcecommand", "chrootdirectory");

    private boolean known() {
        return path.equals(SshdConfig.MAIN) || path.startsWith(SshdConfig.MAIN + ".d/");
    }

    Set<Query<?>> queries() {
        return known() ? Set.of(SSHD) : Set.of();
    }

    /**
     * What else decides about something that a file says. What the file itself says otherwise is meant.
     *
     * @param content of the file, as it will be
     */
    Optional<Impossible> file(StateView state, Bytes content) {
        return overridden(
                state,
                content,
                own -> own.block().isEmpty(),
                other -> !other.file().equals(path));
    }

    /** What else decides about one line of a file. */
    Optional<Impossible> line(StateView state, Bytes content, String line) {
        return overridden(state, content, own -> own.words().equals(line.strip()), other -> true);
    }

    private Optional<Impossible> overridden(
            StateView state, Bytes content, Predicate<Directive> meant, Predicate<Directive> others) {
        if (!known()) {
            return Optional.empty();
        }
        SshdConfig config = new SshdConfig(state.get(SSHD).with(path, content.text()));
        if (!config.whole() || !config.reads(SshdConfig.MAIN)) {
            return Optional.empty();
        }
        if (!config.reads(path)) {
            return Optional.of(
                    new Impossible(
                            "sshd does not read " + path + ": no Include in " + SshdConfig.MAIN + " names it",
                            "name the file as the Include says, such as with .conf at its end, or add an Include before this step"));
        }
        List<Directive> own = config.directives().stream()
                .filter(d -> d.file().equals(path) && meant.test(d))
                .toList();
        boolean general = own.stream().anyMatch(d -> d.block().isEmpty());
        return own.stream()
                .filter(d -> !general || d.block().isEmpty())
                .flatMap(d -> decides(config, d, others).stream())
                .findFirst();
    }

    private static Optional<Impossible> decides(SshdConfig config, Directive own, Predicate<Directive> others) {
        if (own.block().isPresent()) {
            return Optional.of(new Impossible(
                    own.shown() + " applies only to the logins that the block selects",
                    "include the file before the first Match"));
        }
        if (own.gathers()) {
            return Optional.empty();
        }
        List<Directive> same =
                config.directives().stream().filter(d -> d.sets(own)).toList();
        Directive first =
                same.stream().filter(d -> d.block().isEmpty()).findFirst().orElse(own);
        if (!first.says(own) && others.test(first)) {
            return Optional.of(new Impossible(
                    first.shown() + " decides, not '" + own.words() + "': sshd takes the first value that it reads",
                    "remove that line in a step before this one"));
        }
        return same.stream()
                .filter(d -> d.block().isPresent() && !d.says(own) && others.test(d))
                .findFirst()
                .map(d -> new Impossible(
                        d.shown() + " decides for the logins that the block selects, not '" + own.words() + "'",
                        "remove that line in a step before this one, or write both to one file with 'template'"));
    }

    /** Where a new line of the whole file goes: before the first Match block, whose lines are about some logins only. */
    int end(List<String> lines, String line) {
        return known() && !SshdConfig.opensBlock(line) ? firstBlock(lines) : lines.size();
    }

    private static int firstBlock(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (SshdConfig.opensBlock(lines.get(i))) {
                return i;
            }
        }
        return lines.size();
    }

    /**
     * Why a line has no place of its own in a file with Match blocks.
     *
     * @param found whether a line is the one that is meant
     */
    Optional<Impossible> misplaced(String text, String line, Predicate<String> found) {
        List<String> lines = text.lines().toList();
        int end = end(lines, line);
        if (end == lines.size() || lines.subList(0, end).stream().anyMatch(found)) {
            return Optional.empty();
        }
        for (int i = end + 1; i < lines.size(); i++) {
            if (found.test(lines.get(i))) {
                return Optional.of(refusal("line " + (i + 1) + " of " + path + " stands in a Match block", lines, end));
            }
        }
        boolean forBlock = line.startsWith(" ") || line.startsWith("\t") || FOR_SOME.contains(SshdConfig.keyword(line));
        return forBlock
                ? Optional.of(refusal("'" + line.strip() + "' looks like a line of a Match block", lines, end))
                : Optional.empty();
    }

    private Impossible refusal(String what, List<String> lines, int end) {
        return new Impossible(
                what + ", and 'line' is for the part before " + path + ":" + (end + 1) + " '"
                        + lines.get(end).strip() + "'",
                "write files with Match blocks with 'template'");
    }
}
