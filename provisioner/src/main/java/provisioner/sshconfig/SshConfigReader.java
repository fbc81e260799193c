package provisioner.sshconfig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Problems;
import provisioner.sshconfig.Directive.Condition;

/** Reads a configuration and the files that it includes into one list of directives, in their order. */
final class SshConfigReader {
    /** As in OpenSSH's readconf.h. */
    private static final int DEEPEST_INCLUDE = 16;

    private final LocalUser operator;
    private final Path base;
    private final InputFiles files;
    private final Problems problems;
    private final List<Directive> directives = new ArrayList<>();
    private List<String> ignoredUnknown = List.of();
    private boolean readTwice;

    /** @param base the base of relative {@code Include}s: ~/.ssh, or /etc/ssh for the system's configuration */
    SshConfigReader(LocalUser operator, Path base, InputFiles files, Problems problems) {
        this.operator = operator;
        this.base = base;
        this.files = files;
        this.problems = problems;
    }

    /** @param checked whether other users must not be able to write the file, as ssh requires in ~/.ssh */
    List<Directive> read(Path file, boolean checked) {
        read(file, null, checked, List.of(), 0);
        return List.copyOf(directives);
    }

    /** Whether a {@code Match final} makes ssh read everything a second time. */
    boolean readTwice() {
        return readTwice;
    }

    /** @param included where the file is included; null for the first file */
    private void read(Path file, @Nullable Location included, boolean checked, List<Condition> around, int depth) {
        Location whole = Location.ofFile(files.display(file));
        if (depth > DEEPEST_INCLUDE) {
            problems.add(included == null ? whole : included, "'Include' is nested too deeply");
            return;
        }
        if (checked && othersMayWrite(file)) {
            problems.add(whole, "only you may have write permission for this file", "run: chmod go-w " + file);
            return;
        }
        List<String> lines;
        try {
            if (Files.size(file) > InputFiles.LARGEST_TEXT) {
                problems.add(whole, "the file is too large for a configuration");
                return;
            }
            // Lenient, because a comment in another encoding is not an error.
            lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            problems.add(whole, "cannot read the file: " + e.getMessage());
            return;
        }
        List<Condition> here = around;
        for (int i = 0; i < lines.size(); i++) {
            Optional<ConfigLine> words = ConfigLine.of(lines.get(i));
            if (words.isPresent()) {
                here = line(words.get(), new Location(whole.file(), i + 1, 0), around, here, depth);
            }
        }
    }

    /** Reads one line. Returns the conditions for the lines after it. */
    private List<Condition> line(
            ConfigLine words, Location at, List<Condition> around, List<Condition> here, int depth) {
        if (words.rest().indexOf(0) >= 0) {
            problems.add(at, "a line must not contain a NUL character");
            return here;
        }
        if (words.rest().isEmpty()) {
            problems.add(at, "'" + words.keyword() + "' needs a value");
            return here;
        }
        List<String> arguments = words.arguments().orElse(List.of());
        if (arguments.isEmpty()) {
            problems.add(at, words.arguments().isEmpty() ? "a quote is not closed" : "a value must not be a comment");
            return here;
        }
        switch (words.keyword()) {
            case "host" -> {
                return and(around, new Condition.Host(List.copyOf(arguments)));
            }
            case "match" -> {
                return and(around, match(words.rest(), arguments, at));
            }
            case "include" -> arguments.forEach(pattern -> include(pattern, at, here, depth));
            case "ignoreunknown" -> {
                if (ignoredUnknown.isEmpty()) {
                    ignoredUnknown = List.of(
                            arguments.getFirst().toLowerCase(Locale.ROOT).split(",", -1));
                }
            }
            default -> set(words, arguments, at, here);
        }
        return here;
    }

    private Condition match(String text, List<String> arguments, Location at) {
        Optional<List<Criterion>> criteria = Criterion.parse(arguments);
        if (criteria.isEmpty()) {
            problems.add(at, "each criterion of 'Match' must have a value, except 'all', 'canonical' and 'final'");
        }
        Condition.Match match = new Condition.Match(at, text, criteria.orElse(List.of()));
        readTwice |= match.criteria().stream().anyMatch(one -> one.name().equals(Criterion.FINAL));
        return match;
    }

    private void set(ConfigLine words, List<String> arguments, Location at, List<Condition> here) {
        String keyword = words.keyword();
        if (Keywords.counts(keyword)) {
            directives.add(new Directive(at, keyword, words.rest(), arguments, here));
        } else if (!Keywords.known(keyword) && !Patterns.listMatches(ignoredUnknown, keyword)) {
            List<String> known = Stream.of(Keywords.READ, Keywords.REFUSED, Keywords.IGNORED)
                    .flatMap(set -> set.stream())
                    .toList();
            problems.unknown(at, "ssh option", keyword, known);
        }
    }

    private void include(String pattern, Location at, List<Condition> here, int depth) {
        Path path = operator.path(pattern);
        Path absolute = path.isAbsolute() ? path : base.resolve(path);
        try {
            for (Path file : glob(absolute)) {
                read(file, at, true, here, depth + 1);
            }
        } catch (IOException e) {
            problems.add(at, "cannot read " + e.getMessage());
        }
    }

    /** The files that match, in the order of their names. A missing file is not an error. */
    private static List<Path> glob(Path pattern) throws IOException {
        List<Path> found = List.of(Objects.requireNonNull(pattern.getRoot(), "an absolute path"));
        for (Path element : pattern.normalize()) {
            List<Path> next = new ArrayList<>();
            for (Path directory : found) {
                next.addAll(children(directory, element.toString()));
            }
            found = next;
        }
        return found.stream().filter(Files::isRegularFile).toList();
    }

    private static List<Path> children(Path directory, String name) throws IOException {
        if (!name.matches(".*[*?\\[].*")) {
            Path child = directory.resolve(name);
            return Files.exists(child) ? List.of(child) : List.of();
        }
        TreeSet<Path> children = new TreeSet<>();
        // As in glob(7), a name that begins with a dot needs a pattern that does too.
        try (DirectoryStream<Path> listing =
                Files.newDirectoryStream(directory, name.replaceAll("[{}\\\\]", "\\\\$0"))) {
            for (Path child : listing) {
                if (name.startsWith(".") || !String.valueOf(child.getFileName()).startsWith(".")) {
                    children.add(child);
                }
            }
        } catch (NotDirectoryException | NoSuchFileException | PatternSyntaxException e) {
            // An unclosed bracket matches only itself, and nobody has such a file.
            return List.of();
        }
        return List.copyOf(children);
    }

    private boolean othersMayWrite(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            String owner = attributes.owner().getName();
            return !(owner.equals(operator.user()) || owner.equals("root"))
                    || attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            // The reader reports that the file cannot be read.
            return false;
        }
    }

    private static List<Condition> and(List<Condition> around, Condition condition) {
        List<Condition> all = new ArrayList<>(around);
        all.add(condition);
        return List.copyOf(all);
    }
}
