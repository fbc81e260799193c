package provisioner.resource.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.BlockMarker;
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
 * Several lines in a file, between a line that says where they begin and one that says where they end; or none of these.
 *
 * @param name tells the blocks of one file apart
 * @param comment what begins a comment in the file
 * @param lines those between the markers
 */
record BlockResource(EditedFile file, String name, String comment, List<String> lines)
        implements Resource, EditedFile.Edit {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,98}[A-Za-z0-9])?");
    private static final Pattern COMMENT = Pattern.compile("[!-/:-@\\[-`{-~]{1,4}|REM|rem|dnl");

    BlockResource {
        lines = List.copyOf(lines);
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "block";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            EditedFile file = EditedFile.parse(fields);
            String name = fields.string("name");
            if (!name.isEmpty() && !NAME.matcher(name).matches()) {
                fields.refuse(
                        "name",
                        "'name' must consist of letters, digits, blanks, dots, - and _, and must begin and end with a letter or digit",
                        "it stands in the lines before and after the block");
            }
            String comment = fields.optionalString("comment").orElse("#");
            if (!COMMENT.matcher(comment).matches()) {
                fields.refuse(
                        "comment", "'comment' must be what begins a comment in the file", "such as '#', ';' or '//'");
            }
            Optional<String> block = fields.optionalString("block");
            fields.atMostOne("absent", "block");
            if (block.isEmpty() && !file.absent()) {
                fields.refuse("path", "a block needs 'block'", "to remove the block, write 'absent: true'");
                return Optional.empty();
            }
            BlockResource resource = new BlockResource(file, name, comment, lines(block.orElse("")));
            if (!file.absent() && resource.lines.isEmpty()) {
                fields.refuse("block", "'block' must not be empty", "to remove the block, write 'absent: true'");
            }
            if (resource.lines.stream().anyMatch(resource::isMarker)) {
                fields.refuse(
                        "block", "'block' must not contain its own markers", "the step writes them around the block");
            }
            return Optional.of(resource);
        }

        /** Line ends after the last line do not count: YAML's {@code |} has one, {@code |+} several. */
        private static List<String> lines(String block) {
            String text = block.replaceFirst("\\n+\\z", "");
            return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
        }
    }

    @Override
    public String title() {
        return "block " + file.path() + ": " + name;
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return switch (parameter) {
            case "block" -> file.exposes();
            case "validate" -> Optional.empty();
            default -> Resource.super.exposes(parameter);
        };
    }

    @Override
    public List<Claim> claims() {
        return file.claims(this);
    }

    /** Not for the file: other lines of it may be anybody's. */
    @Override
    public Stream<String> accountsFor() {
        return file.absent()
                ? Stream.empty()
                : Stream.concat(
                        Stream.of(Things.lines(file.path())), marked().stream().map(l -> Things.line(file.path(), l)));
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

    private String begin() {
        return comment + BlockMarker.BEGIN + name;
    }

    private String end() {
        return comment + BlockMarker.END + name;
    }

    private boolean isMarker(String line) {
        return line.strip().equals(begin()) || line.strip().equals(end());
    }

    private List<String> marked() {
        List<String> marked = new ArrayList<>();
        marked.add(begin());
        marked.addAll(lines);
        marked.add(end());
        return marked;
    }

    /** Where the first such block is, the new one is. All others go. */
    @Override
    public String edited(String text) {
        List<String> found = lines(text);
        if (damaged(found).isPresent()) {
            return text;
        }
        List<String> kept = new ArrayList<>();
        int place = -1;
        boolean inside = false;
        for (String line : found) {
            boolean begins = line.strip().equals(begin());
            if (begins && place < 0) {
                place = kept.size();
            }
            inside = inside || begins;
            if (!inside) {
                kept.add(line);
            }
            inside = inside && !line.strip().equals(end());
        }
        if (file.absent()) {
            return place < 0 ? text : joined(kept);
        }
        kept.addAll(place < 0 ? file.effective().end(kept, lines.getFirst()) : place, marked());
        return joined(kept);
    }

    /** It has our markers. */
    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public Optional<Impossible> against(String before, Bytes after, StateView state) {
        Optional<Impossible> damaged = damaged(lines(before));
        if (damaged.isPresent() || file.absent()) {
            return damaged;
        }
        return lines.stream()
                .takeWhile(line -> !SshdConfig.opensBlock(line))
                .flatMap(line -> file.effective().line(state, after, line).stream())
                .findFirst();
    }

    /** Nobody can tell which lines are the block's where one of its markers is lost. */
    private Optional<Impossible> damaged(List<String> found) {
        int open = 0;
        for (int i = 0; i < found.size(); i++) {
            String line = found.get(i).strip();
            if (line.equals(begin()) && open > 0 || line.equals(end()) && open == 0) {
                return Optional.of(lost(line, i + 1));
            }
            open = line.equals(begin()) ? i + 1 : line.equals(end()) ? 0 : open;
        }
        return open == 0 ? Optional.empty() : Optional.of(lost(begin(), open));
    }

    private Impossible lost(String marker, int number) {
        return new Impossible(
                file.path() + ":" + number + ": '" + marker + "' has no '" + (marker.equals(end()) ? begin() : end())
                        + "'",
                "put the missing line back, or remove that line and what belonged to the block");
    }

    /** A carriage return ends none. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (text.isEmpty() || text.endsWith("\n")) {
            lines.removeLast();
        }
        return lines;
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    @Override
    public String toString() {
        return "block " + file.path() + " " + name;
    }
}
