package provisioner.resource.file;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Claim;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Query;
import provisioner.state.StateView;

/**
 * A line in a file, or none.
 *
 * @param line empty only where {@code match} alone says which lines are to go
 * @param match a regular expression for the line to replace, of which the last counts; as text, since patterns do not
 *     compare
 */
public record LineResource(EditedFile file, String line, Optional<String> match) implements Resource, EditedFile.Edit {
    /** In bytes: a larger file is not edited. */
    public static final int LARGEST = EditedFile.LARGEST;

    /** One that is a part of another resource. The file is made if there is none. */
    public static LineResource in(String path, String line, String match) {
        return new LineResource(
                new EditedFile(path, false, Optional.of(FileResource.MODE), Validation.of(path)),
                line,
                Optional.of(match));
    }

    /** A part of another resource, for what the file must not contain. */
    public static LineResource without(String path, String match) {
        return new LineResource(
                new EditedFile(path, true, Optional.empty(), Validation.of(path)), "", Optional.of(match));
    }

    /** The file's text as it is; empty where there is none. */
    public String content(StateView state) {
        return file.content(state);
    }

    /** Where it is. */
    public String path() {
        return file.path();
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "line";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            EditedFile file = EditedFile.parse(fields);
            Optional<String> line = fields.optionalString("line");
            Optional<String> match = fields.optionalString("match");
            if (line.isEmpty() && !(file.absent() && match.isPresent())) {
                fields.refuse("path", "a line needs 'line'", "");
                return Optional.empty();
            }
            if (line.filter(l -> l.indexOf('\n') >= 0).isPresent()) {
                fields.refuse("line", "'line' must be a single line", "write a step for each line, or use 'block'");
            }
            checkMatch(fields, line, match, file.absent());
            return Optional.of(new LineResource(file, line.orElse(""), match));
        }

        private static void checkMatch(Fields fields, Optional<String> line, Optional<String> match, boolean absent) {
            Optional<Pattern> pattern = match.flatMap(text -> LinePattern.parse(fields, text));
            if (!absent
                    && pattern.isPresent()
                    && !pattern.get().matcher(line.orElse("")).find()) {
                fields.refuse("match", "'match' must match 'line'", "a second run would not find the line again");
            }
        }
    }

    @Override
    public String title() {
        return "line " + file.path() + ": " + (line.isEmpty() ? match.orElse("") : line);
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return switch (parameter) {
            case "line", "match" -> file.exposes();
            case "validate" -> Optional.empty();
            default -> Resource.super.exposes(parameter);
        };
    }

    @Override
    public List<Claim> claims() {
        return file.claims(this);
    }

    /** Not for the file: another line of it may be anybody's. */
    @Override
    public Stream<String> accountsFor() {
        return file.absent() ? Stream.empty() : Stream.of(Things.lines(file.path()), Things.line(file.path(), line));
    }

    @Override
    public Set<Query<?>> queries() {
        return file.queries();
    }

    @Override
    public String actsFor(StateView state) {
        return file.actsFor(state);
    }

    @Override
    public Assessment assess(StateView state) {
        return file.assess(state, this);
    }

    @Override
    public Optional<Impossible> against(String before, Bytes after, StateView state) {
        return file.absent()
                ? Optional.empty()
                : file.effective()
                        .misplaced(before, line, meant())
                        .or(() -> file.effective().line(state, after, line));
    }

    @Override
    public String edited(String text) {
        boolean ended = text.isEmpty() || text.endsWith("\n");
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (ended) {
            lines.removeLast();
        }
        if (file.absent()) {
            return lines.removeIf(meant()) ? joined(lines) : text;
        }
        int end = file.effective().end(lines, line);
        int last = last(lines.subList(0, end), meant());
        if (last >= 0 && lines.get(last).equals(line)) {
            return text;
        }
        if (last >= 0) {
            lines.set(last, line);
        } else {
            lines.add(end, line);
        }
        return joined(lines);
    }

    /** Which lines of a file are the one that this is about. */
    private Predicate<String> meant() {
        return match.map(Pattern::compile)
                .<Predicate<String>>map(
                        pattern -> found -> pattern.matcher(found).find())
                .orElse(line::equals);
    }

    private static int last(List<String> lines, Predicate<String> meant) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (meant.test(lines.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    @Override
    public String toString() {
        return "line " + file.path();
    }
}
