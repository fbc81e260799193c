package provisioner.resource.system;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.resource.file.LineResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.PathClaims;
import provisioner.resource.file.Paths;
import provisioner.source.Fields;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.ReadingState;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.ReadingQuery;
import provisioner.state.Reading;
import provisioner.state.StateView;

/**
 * A file system that is mounted, now and after a boot; or nothing that is.
 *
 * @param source empty where nothing shall be mounted
 * @param pass in which order fsck checks it at a boot; 0 for never
 */
record MountResource(String path, Optional<String> source, String type, MountOptions options, int pass)
        implements Resource {
    private static final String FSTAB = "/etc/fstab";
    private static final int MODE = 0755;
    private static final int MODE_OF_TMPFS = 01777;
    private static final int LAST_PASS = 2;

    static final class Type implements ResourceType {
        /** What would hide the host's own programs and settings. */
        private static final String SYSTEM = "/(etc|usr|bin|sbin|lib|lib64|boot|run|root|var|var/lib)";

        private static final Pattern WORD = Pattern.compile("[^\\pC\\pZ#\\\\,][^\\pC\\pZ\\\\,]*");

        @Override
        public String name() {
            return "mount";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            FoundationPaths.write(fields, path);
            if (path.matches(SYSTEM)) {
                fields.refuse(
                        "path", path + " must stay as it is: it contains the host's system", "name a directory in it");
            }
            boolean absent = fields.bool("absent", false);
            Optional<String> source = fields.optionalString("source");
            Optional<String> type = fields.optionalString("type");
            List<String> options = fields.stringList("options").stream()
                    .flatMap(text -> Stream.of(text.split(",", -1)))
                    .toList();
            int pass = fields.optionalInteger("pass", 0, LAST_PASS).orElse(0);
            for (String key : List.of("source", "type", "options", "pass")) {
                fields.atMostOne("absent", key);
            }
            if (absent) {
                return Optional.of(new MountResource(path, Optional.empty(), "", new MountOptions(List.of()), 0));
            }
            return present(fields, path, source, type, new MountOptions(options), pass);
        }

        private static Optional<Resource> present(
                Fields fields,
                String path,
                Optional<String> source,
                Optional<String> type,
                MountOptions options,
                int pass) {
            check(fields, options);
            if (source.isEmpty() || type.isEmpty() && !options.isBind()) {
                fields.refuse(
                        "path",
                        "a mount needs 'source' and 'type'",
                        "such as source: UUID=…, type: ext4; for a directory elsewhere write options: bind");
                return Optional.empty();
            }
            String word = source.get();
            if (!WORD.matches(word.replace(' ', '_')) || word.startsWith("-")) {
                fields.refuse("source", "'source' must be a device, a name or a path", "such as UUID=… or tmpfs");
            }
            if (type.filter(t -> !t.matches("[a-z][a-z0-9._-]*") || t.equals("swap"))
                    .isPresent()) {
                fields.refuse("type", "'type' must be a file system", "such as ext4, xfs, tmpfs or nfs");
            }
            if (options.isBind() && (type.filter(t -> !t.equals("none")).isPresent() || !word.startsWith("/"))) {
                fields.refuse("source", "with 'bind' in options, 'source' must be a path, and there is no 'type'", "");
            }
            return Optional.of(new MountResource(path, source, type.orElse("none"), options, pass));
        }

        private static void check(Fields fields, MountOptions options) {
            for (String option : options.wanted()) {
                if (!WORD.matches(option)) {
                    fields.refuse("options", "an option must be a word without blanks", "write a list of options");
                } else if (option.matches("(?i)pass(word)?=.*")) {
                    fields.refuse(
                            "options",
                            "'options' must not contain a password: everybody can read /etc/fstab",
                            "write credentials=/path, and make that file with mode 0600");
                } else if (Set.of("remount", "x-systemd.automount").contains(option)) {
                    fields.refuse(
                            "options", "'options' must not contain '" + option + "'", "use 'systemd_unit' for it");
                }
            }
        }
    }

    @Override
    public String title() {
        return "mount " + path;
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private ContentQuery fstabQuery() {
        return new ContentQuery(FSTAB, "", LineResource.LARGEST);
    }

    private ReadingQuery query() {
        return new ReadingQuery(Reading.MOUNT, List.of(path, source.orElse(""), options.isBind() ? "bind" : ""));
    }

    private LineResource line() {
        String escaped = escaped(path);
        return source.map(from -> LineResource.in(
                        FSTAB,
                        String.join(" ", escaped(from), escaped, type, options.text(), "0", String.valueOf(pass)),
                        entry()))
                .orElseGet(() -> LineResource.without(FSTAB, entry()));
    }

    /** For an entry of /etc/fstab about the path. */
    private String entry() {
        return "^[ \\t]*[^# \\t][^ \\t]*[ \\t]+" + Pattern.quote(escaped(path)) + "/?([ \\t]|$)";
    }

    /** As in fstab(5). */
    private static String escaped(String text) {
        return text.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011");
    }

    @Override
    public List<Claim> claims() {
        String thing = "mount " + path;
        List<Claim> claims = new ArrayList<>(line().claims());
        if (source.isPresent()) {
            claims.addAll(PathClaims.directory(path).list());
        }
        claims.add(Claim.of(thing, "source", source.orElse("nothing")));
        source.ifPresent(from ->
                claims.addAll(List.of(Claim.of(thing, "type", type), Claim.of(thing, "options", options.text()))));
        return claims;
    }

    @Override
    public Stream<String> accountsFor() {
        return source.isEmpty() ? Stream.empty() : Stream.concat(line().accountsFor(), Stream.of(Things.path(path)));
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(line().queries());
        queries.addAll(Set.of(fstabQuery(), query(), pathQuery()));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        ReadingState now = state.get(query());
        boolean mounted = !now.value("count").isEmpty();
        if (source.isEmpty()) {
            if (mounted) {
                change.removes("mounted", now.value("type") + " from " + now.value("source"))
                        .run("mount_off", path)
                        .unsettles(new Extent.Below(path))
                        .becomes(pathQuery(), directory(MODE))
                        .becomes(query(), ReadingState.NOTHING);
            }
        } else if (!options.has("noauto")) {
            bring(change, state, mounted ? Optional.of(now) : Optional.empty());
        }
        boolean isOpen = !state.settled(fstabQuery()) && change.isEmpty();
        Assessment line = line().assess(state);
        change.include(line).orImpossible(twice(state));
        if (line instanceof Differs) {
            change.run("systemctl daemon-reload");
        }
        // What has to be mounted is so whatever the list says.
        return change.certain(state.settled(query()) && !isOpen).assessment();
    }

    private void bring(Change change, StateView state, Optional<ReadingState> now) {
        boolean right = now.filter(this::isRight).isPresent();
        if (!right) {
            String from = now.map(there -> there.value("type") + " from " + there.value("source"))
                    .orElse("");
            String to = (options.isBind() ? "bind" : type) + " from " + source.orElse("");
            if (now.isPresent()) {
                // What is in a tmpfs is gone then.
                change.destroys("mounted", from, to).run("mount_off", path);
            } else {
                change.differs("mounted", from, to);
            }
            change.run("mount_on", path, source.orElse(""), type, options.text())
                    .orImpossible(obstacle(state));
        } else {
            change.differs(options.differences(now.orElseThrow().value("options")));
        }
        // The kernel takes the flags of a bind mount only from a second call: before, it has those of the source.
        if (!change.isEmpty() && (right || options.isBind())) {
            change.run("mount_again", path, options.again());
        }
        if (!right) {
            int mode = type.equals("tmpfs") ? options.octal("mode").orElse(MODE_OF_TMPFS) : MODE;
            change.unsettles(new Extent.Below(path)).becomes(pathQuery(), directory(mode));
        }
        if (!change.isEmpty()) {
            change.becomes(query(), after());
        }
    }

    /** Whoever owns it. */
    private static PathState directory(int mode) {
        return new Directory(new Ownership(Owner.ROOT, Owner.ROOT, mode));
    }

    /** Whether it is the wanted file system, once. */
    private boolean isRight(ReadingState now) {
        return now.value("wanted").equals("yes")
                && now.value("count").equals("1")
                && (options.isBind() || isType(now.value("type")));
    }

    /** Programs that mount have names of their own: the kernel shows nfs4 of nfs, and fuse.sshfs of sshfs. */
    private boolean isType(String shown) {
        return List.of("auto", shown, shown.replaceFirst("^fuse\\.|(?<=^nfs)4$", ""))
                        .contains(type)
                || shown.equals("fuseblk") && type.startsWith("ntfs");
    }

    private ReadingState after() {
        return ReadingState.NOTHING
                .with("count", "1")
                .with("wanted", "yes")
                .with("type", type)
                .with("source", source.orElse(""))
                .with("options", options.shown());
    }

    private Optional<Impossible> obstacle(StateView state) {
        PathState at = state.get(pathQuery());
        return at instanceof Missing || at instanceof Directory || !state.settled(pathQuery())
                ? Optional.empty()
                : Optional.of(new Impossible(path + " is " + Paths.kind(at), "mount it at a directory"));
    }

    /** Which of several entries counts is up to whoever reads them. */
    private Optional<Impossible> twice(StateView state) {
        Pattern entry = Pattern.compile(entry());
        long entries = state.get(fstabQuery()) instanceof Content(var bytes)
                ? bytes.text()
                        .orElse("")
                        .lines()
                        .filter(line -> entry.matcher(line).find())
                        .count()
                : 0;
        return entries > 1 && source.isPresent() && state.settled(fstabQuery())
                ? Optional.of(new Impossible(
                        FSTAB + " must have one entry for " + path + ", but has " + entries, "remove the others"))
                : Optional.empty();
    }
}
