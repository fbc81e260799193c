package provisioner.resource.file;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.ContentTooLarge;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A line in a file, or none.
 *
 * @param line empty only where {@code match} alone says which lines are to go
 * @param match a regular expression for the line to replace, of which the last counts; as text, since patterns do not
 *     compare
 * @param create the mode of a file that is made where there is none
 */
public record LineResource(
        String path,
        String line,
        Optional<String> match,
        boolean absent,
        Optional<Integer> create,
        Validation validation)
        implements Resource {
    /** In bytes: a larger file is not edited. */
    public static final int LARGEST = 1024 * 1024;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "line";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            FoundationPaths.write(fields, path);
            Optional<String> line = fields.optionalString("line");
            Optional<String> match = fields.optionalString("match");
            boolean absent = fields.bool("absent", false);
            boolean create = fields.bool("create", false);
            int mode = fields.mode("mode").orElse(FileResource.MODE);
            Validation validation = Validation.parse(fields, path);
            fields.atMostOne("absent", "create");
            if (fields.has("mode") && !create) {
                fields.refuse("mode", "'mode' is only for a new file", "add 'create: true', or remove 'mode'");
            }
            if (line.isEmpty() && !(absent && match.isPresent())) {
                fields.refuse("path", "a line needs 'line'", "");
                return Optional.empty();
            }
            if (line.filter(l -> l.indexOf('\n') >= 0).isPresent()) {
                fields.refuse("line", "'line' must be a single line", "write a step for each line");
            }
            checkMatch(fields, line, match, absent);
            return Optional.of(new LineResource(
                    path, line.orElse(""), match, absent, create ? Optional.of(mode) : Optional.empty(), validation));
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
        return "line " + path + ": " + (line.isEmpty() ? match.orElse("") : line);
    }

    /** Nobody knows here who can read a file that exists already. */
    @Override
    public Optional<String> exposes(String parameter) {
        return switch (parameter) {
            case "line", "match" -> create.flatMap(mode -> new Owner(Owner.ROOT, Owner.ROOT, mode).exposes());
            case "validate" -> Optional.empty();
            default -> Resource.super.exposes(parameter);
        };
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private ContentQuery contentQuery() {
        return new ContentQuery(path, "", LARGEST);
    }

    @Override
    public List<Claim> claims() {
        LineWish wish = new LineWish(this);
        return absent
                ? List.of(PathClaims.content(path, wish))
                : PathClaims.file(path).content(wish).list();
    }

    /** Not for the file: another line of it may be anybody's. */
    @Override
    public Stream<String> accountsFor() {
        return absent ? Stream.empty() : Stream.of(Things.lines(path), Things.line(path, line));
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(Set.of(pathQuery(), contentQuery(), Paths.parentQuery(path)));
        queries.addAll(absent ? Set.of() : effective().queries());
        return queries;
    }

    private Effective effective() {
        return new Effective(path);
    }

    /** The file keeps its owner. */
    @Override
    public String actsFor(StateView state) {
        return state.get(pathQuery()) instanceof RegularFile file
                ? file.ownership().owner()
                : Owner.ROOT;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        switch (state.get(pathQuery())) {
            case Missing ignored when absent -> {}
            case Missing ignored
            when create.isEmpty() ->
                change.impossible(path + " does not exist", "add 'create: true', or create it in an earlier step");
            case Missing ignored -> create(change, state);
            case RegularFile file -> edit(change, file, state);
            case PathState now -> change.impossible(path + " is " + Paths.kind(now), "name the file itself");
        }
        return change.assessment();
    }

    private void create(Change change, StateView state) {
        Bytes content = Bytes.utf8(line + "\n");
        Owner owner = new Owner(Owner.ROOT, Owner.ROOT, create.orElse(FileResource.MODE));
        change.appears(path, content, owner.octal()).orImpossible(effective().line(state, content, line));
        validation.file(change, owner, content);
        FileResource.write(change, path, content, owner);
        FileResource.becomes(change, path, content, owner, contentQuery())
                .blockedBy(Paths.blockedParent(path, state))
                .certain(state.settled(pathQuery()));
    }

    private void edit(Change change, RegularFile file, StateView state) {
        ContentState content = state.get(contentQuery());
        if (content instanceof ContentTooLarge) {
            change.impossible(path + " is larger than " + LARGEST + " bytes", "use 'file' or 'template'");
        }
        Bytes before = content instanceof Content(Bytes bytes) ? bytes : Bytes.utf8("");
        Optional<String> text = before.text();
        if (text.isEmpty()) {
            change.impossible(path + " is not text", "");
        }
        Bytes after = Bytes.utf8(edited(text.orElse("")));
        if (!absent) {
            change.orImpossible(effective().misplaced(text.orElse(""), line, meant()))
                    .orImpossible(effective().line(state, after, line));
        }
        if (!after.equals(before)) {
            Ownership kept = file.ownership();
            Owner owner = new Owner(kept.owner(), kept.group(), kept.mode());
            change.differs(Difference.content(path, before, after, kept.mode()));
            validation.file(change, owner, after);
            change.send(after)
                    .blockedBy(Paths.fixed(path, file))
                    .run("backup", path)
                    .run("rewrite", path, before.sha256(), after.sha256())
                    .certain(state.settled(contentQuery()));
            FileResource.becomes(change, path, after, owner, contentQuery());
        }
    }

    /** What the step makes of a content. */
    String edited(String text) {
        boolean ended = text.isEmpty() || text.endsWith("\n");
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (ended) {
            lines.removeLast();
        }
        if (absent) {
            return lines.removeIf(meant()) ? joined(lines) : text;
        }
        int end = effective().end(lines, line);
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
        return "line " + path;
    }
}
