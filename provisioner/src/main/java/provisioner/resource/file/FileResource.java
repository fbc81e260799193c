package provisioner.resource.file;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.AsMade;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Goes;
import provisioner.resource.Leaving.Stage;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
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
public record FileResource(String type, String path, Bytes content, Owner owner, Validation validation)
        implements Resource {
    /** Content that is shown in a diff travels back up to this size, in bytes. */
    public static final int SHOWN = 256 * 1024;

    public static final int MODE = 0644;

    /** The bits of a program that runs as its owner or group. */
    private static final int OTHER_RIGHTS = 06000;

    private static final String FILE = "file";

    /** As what files are noted by the type that they are a part of. The files of other types are not noted. */
    private static final Map<String, String> NOTED = Map.of(
            FILE,
            FILE,
            "template",
            FILE,
            "sysctl",
            FILE,
            "cron",
            FILE,
            "sudo_rule",
            FILE,
            "apt_pin",
            FILE,
            "systemd_unit",
            "systemd_unit");

    public FileResource(String type, String path, Bytes content, Owner owner) {
        this(type, path, content, owner, Validation.of(path));
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return FILE;
        }

        @Override
        public Optional<Leaving> leaving(Made made) {
            int blank = made.digest().indexOf(' ');
            String digest = blank < 0 ? made.digest() : made.digest().substring(0, blank);
            String owner = blank < 0 ? Owner.ROOT : made.digest().substring(blank + 1);
            return Optional.of(new Goes(
                    FILE,
                    Map.of("path", made.name(), "absent", "true", "owner", owner),
                    Stage.FILES,
                    absent -> new AsMade(absent, made.name(), digest)));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            Owner owner = Owner.parse(fields, MODE);
            boolean absent = fields.bool("absent", false);
            Optional<Bytes> content = fields.optionalString("content").map(Bytes::utf8);
            Optional<String> source = fields.optionalString("source");
            Validation validation = Validation.parse(fields, path);
            Optional<Bytes> other = fields.optionalString("unless_content").map(Bytes::utf8);
            fields.atMostOne("absent", "content", "source");
            fields.atMostOne("absent", "unless_content");
            if (absent) {
                FoundationPaths.keep(fields, "path", path, true, inputs.login());
                return Optional.of(new FileAbsent(name(), path, owner.owner(), validation));
            }
            FoundationPaths.own(fields, path, owner.owner(), owner.mode(), inputs.login());
            if (content.isEmpty() && source.isEmpty()) {
                fields.problems()
                        .add(
                                fields.keyAt("path"),
                                "a file needs 'content' or 'source'",
                                "to remove the file, write 'absent: true'");
                return Optional.empty();
            }
            return content.or(() -> source.flatMap(s -> inputs.file(s, fields.at("source"))))
                    .map(bytes -> new FileResource(name(), path, bytes, owner, validation))
                    .map(file -> other.<Resource>map(bytes -> new FileUnless(file, bytes))
                            .orElse(file));
        }
    }

    @Override
    public String title() {
        return type + " " + path;
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return switch (parameter) {
            case "content", "source" -> owner.exposes();
            case "validate" -> Optional.empty();
            default -> Resource.super.exposes(parameter);
        };
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private ContentQuery contentQuery() {
        return new ContentQuery(path, content.sha256(), SHOWN);
    }

    @Override
    public List<Claim> claims() {
        return PathClaims.file(path).content(content).owned(owner).list();
    }

    @Override
    public Stream<String> accountsFor() {
        Stream<String> program =
                (owner.mode() & OTHER_RIGHTS) == 0 ? Stream.empty() : Stream.of(Things.program(path, owner.mode()));
        return Stream.of(Resource.super.accountsFor(), Stream.of(Things.content(path)), program)
                .flatMap(things -> things);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.add(pathQuery());
        queries.add(contentQuery());
        queries.add(Paths.parentQuery(path));
        queries.addAll(new Effective(path).queries());
        return queries;
    }

    @Override
    public String actsFor(StateView state) {
        return owner.owner();
    }

    @Override
    public Assessment assess(StateView state) {
        return assess(state, List.of());
    }

    /** @param directories to make before the file is written, and after it has been judged */
    Assessment assess(StateView state, List<String> directories) {
        Change change = new Change().orImpossible(new Effective(path).file(state, content));
        PathState now = state.get(pathQuery());
        switch (now) {
            case RegularFile file -> {
                if (!holdsContent(file)) {
                    made().ifPresent(change::changes);
                    change.differs(changed(path, file, state.get(contentQuery()), content));
                }
                change.differs(owner.differences(file.ownership()));
            }
            case Missing ignored -> {
                made().ifPresent(change::makes);
                appears(change);
            }
            case Symlink link -> appears(change.removes("symbolic link", link.target()));
            case PathState other ->
                change.impossible(path + " is " + Paths.kind(other), "remove it if it is not needed");
        }
        if (writes(state)) {
            validation.file(change, owner, content);
            directories.forEach(directory -> change.run("mkdir -p", directory));
            write(change);
        } else {
            change.send(content).run("own", path, owner.pair(), owner.octal(), content.sha256());
        }
        // What a package may bring meanwhile is not our content.
        return becomes(change, path, content, owner, contentQuery())
                .blockedBy(Paths.fixed(path, now))
                .blockedBy(owner.unknown(state))
                .blockedBy(Paths.blockedParent(path, state))
                .certain(now instanceof Missing || state.settled(pathQuery()))
                .assessment();
    }

    /** Whether content has to be written; otherwise there is at most an owner or a mode to be set. */
    public boolean writes(StateView state) {
        return !(state.get(pathQuery()) instanceof RegularFile file && holdsContent(file));
    }

    private boolean holdsContent(RegularFile file) {
        return file.sha256().equals(content.sha256());
    }

    private void appears(Change change) {
        change.appears(path, content, owner.octal());
    }

    /** As it is noted: with its owner, who may remove it again, unless that is root. */
    Optional<Made> made() {
        String digest = content.sha256() + (owner.owner().equals(Owner.ROOT) ? "" : " " + owner.owner());
        return Optional.ofNullable(NOTED.get(type)).map(noted -> new Made(noted, path, digest));
    }

    /** How another content differs: as a diff where the old one is known, else by its size. */
    public static Difference changed(String path, RegularFile file, ContentState before, Bytes after) {
        return before instanceof Content(Bytes bytes)
                ? Difference.content(path, bytes, after, file.ownership().mode())
                : Difference.of("content", file.size() + " bytes", after.size() + " bytes");
    }

    /** Writes content with this owner; what it replaces is kept as a backup. */
    public void write(Change change) {
        write(change, path, content, owner);
    }

    static void write(Change change, String path, Bytes content, Owner owner) {
        change.send(content).run("backup", path).run("put", path, owner.pair(), owner.octal(), content.sha256());
    }

    static Change becomes(Change change, String path, Bytes content, Owner owner, ContentQuery query) {
        return change.becomes(new PathQuery(path), new RegularFile(owner.ownership(), content.size(), content.sha256()))
                .becomes(query, new Content(content));
    }
}
