package provisioner.resource.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.sh.Sh;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.ContentTooLarge;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.SameContent;
import provisioner.state.Observation.Special;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A file with this content, owner and mode.
 *
 * @param type {@code file} or {@code template}, which differ in where the content comes from
 */
public record FileResource(String type, String path, Bytes content, Owner owner) implements Resource {
    /** Content that is shown in a diff travels back up to this size, in bytes. */
    public static final int SHOWN = 256 * 1024;

    public static final int MODE = 0644;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "file";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            Owner owner = Owner.parse(fields, MODE);
            boolean absent = fields.bool("absent", false);
            Optional<Bytes> content = fields.optionalString("content").map(Bytes::utf8);
            Optional<String> source = fields.optionalString("source");
            fields.atMostOne("absent", "content", "source");
            if (absent) {
                return Optional.of(new FileAbsent(name(), path));
            }
            if (content.isEmpty() && source.isEmpty()) {
                fields.refuse(
                        "path", "a file needs 'content' or 'source'", "or 'absent: true', where it should not exist");
                return Optional.empty();
            }
            return content.or(() -> source.flatMap(s -> inputs.file(s, fields.at("source"))))
                    .map(bytes -> new FileResource(name(), path, bytes, owner));
        }
    }

    @Override
    public String title() {
        return type + " " + path;
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private ContentQuery contentQuery() {
        return new ContentQuery(path, content.sha256(), SHOWN);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.add(pathQuery());
        queries.add(contentQuery());
        queries.add(Paths.parentQuery(path));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        PathState now = state.get(pathQuery());
        List<Difference> differences = switch (now) {
            case RegularFile file -> ofFile(file, state.get(contentQuery()));
            case Missing ignored -> List.of(appears());
            case Symlink link -> List.of(Difference.removal("symbolic link", link.target()), appears());
            case Directory ignored -> List.of();
            case Special ignored -> List.of();
        };
        if (now instanceof Directory || now instanceof Special) {
            return new Impossible(path + " is " + Paths.kind(now), "remove it, if it is not needed");
        }
        if (differences.isEmpty()) {
            return new InSync();
        }
        Optional<Impossible> impossible = owner.unknown(state).or(() -> Paths.blockedParent(path, state));
        if (impossible.isPresent()) {
            return impossible.get();
        }
        // What a package may bring meanwhile is not our content.
        boolean certain = now instanceof Missing || state.settled(pathQuery());
        return new Differs(differences, action(now), effects(), certain);
    }

    private Difference appears() {
        return Difference.content(path, Bytes.utf8(""), content);
    }

    private List<Difference> ofFile(RegularFile file, ContentState before) {
        List<Difference> differences = new ArrayList<>();
        if (!file.sha256().equals(content.sha256())) {
            differences.add(changed(path, file, before, content));
        }
        differences.addAll(owner.differences(file.ownership()));
        return differences;
    }

    public static Difference changed(String path, RegularFile file, ContentState before, Bytes after) {
        return switch (before) {
            case Content(Bytes bytes) -> Difference.content(path, bytes, after);
            case ContentTooLarge ignored -> sizes(file, after);
            case SameContent ignored -> sizes(file, after);
            case NoContent ignored -> sizes(file, after);
        };
    }

    private static Difference sizes(RegularFile file, Bytes after) {
        return Difference.of("content", file.size() + " bytes", after.size() + " bytes");
    }

    private Action action(PathState now) {
        if (now instanceof RegularFile file && file.sha256().equals(content.sha256())) {
            return Action.Script.of(owner.script(path));
        }
        return new Action.Script(write(path, content, owner), Map.of(content.sha256(), content));
    }

    /** The script that writes content which travels with it as a blob; what it replaces is kept as a backup. */
    public static String write(String path, Bytes content, Owner owner) {
        return "backup " + Sh.quote(path) + "\nput " + Sh.quote(path) + " " + owner.pair() + " " + owner.octal() + " "
                + content.sha256() + "\n";
    }

    private List<Effect> effects() {
        return effects(path, content, owner, contentQuery());
    }

    static List<Effect> effects(String path, Bytes content, Owner owner, ContentQuery query) {
        return List.of(
                new Becomes<>(
                        new PathQuery(path), new RegularFile(owner.ownership(), content.size(), content.sha256())),
                new Becomes<>(query, new Content(content)));
    }
}
