package provisioner.resource.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.ArchiveState;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Query;
import provisioner.state.Query.ArchiveQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A directory that is what is in a tar archive.
 *
 * @param strip how many leading directories of the archive's names are left out
 */
record ArchiveResource(String destination, Bytes archive, Owner owner, int strip) implements Resource {
    private static final int MODE = 0755;
    private static final int MOST_STRIPPED = 20;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "archive";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String destination = Paths.required(fields, "destination");
            FoundationPaths.keep(fields, "destination", destination, false, inputs.login());
            String source = fields.string("source");
            String sha256 = fields.string("sha256").toLowerCase(Locale.ROOT);
            Owner owner =
                    new Owner(Owner.name(fields, "owner", Owner.ROOT), Owner.name(fields, "group", Owner.ROOT), MODE);
            int strip = fields.optionalInteger("strip", 0, MOST_STRIPPED).orElse(0);
            if (!source.isEmpty() && !source.matches(".*\\.(tar|tgz|tar\\.gz|tar\\.xz|tar\\.zst)")) {
                fields.refuse(
                        "source",
                        "'source' must be named like a tar archive",
                        "use .tar, .tar.gz, .tar.xz or .tar.zst");
            }
            Optional<Bytes> archive = source.isEmpty() ? Optional.empty() : inputs.file(source, fields.at("source"));
            if (archive.isPresent()
                    && !sha256.isEmpty()
                    && !archive.get().sha256().equals(sha256)) {
                fields.refuse(
                        "sha256",
                        "the digest of '" + source + "' is " + archive.get().sha256(),
                        "");
            }
            return archive.map(bytes -> new ArchiveResource(destination, bytes, owner, strip));
        }
    }

    @Override
    public String title() {
        return "archive " + destination;
    }

    /** What is noted on the host: the archive and how it is unpacked. */
    private String identity() {
        return Bytes.utf8(archive.sha256() + " " + owner.owner() + ":" + owner.group() + " " + strip)
                .sha256();
    }

    private ArchiveQuery archiveQuery() {
        return new ArchiveQuery(destination);
    }

    private PathQuery pathQuery() {
        return new PathQuery(destination);
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(PathClaims.directory(destination)
                .content(identity())
                .owned(owner)
                .list());
        claims.add(PathClaims.all(destination));
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.addAll(Set.of(archiveQuery(), pathQuery(), Paths.parentQuery(destination)));
        return queries;
    }

    @Override
    public String actsFor(StateView state) {
        return owner.owner();
    }

    @Override
    public Assessment assess(StateView state) {
        ArchiveState unpacked = state.get(archiveQuery());
        Change change = new Change();
        compare(change, state.get(pathQuery()), unpacked.sha256());
        unpacked.damaged().forEach(name -> change.differs(name, "damaged or missing", "as in the archive"));
        if (unpacked.sha256().isPresent()
                && (!unpacked.sha256().equals(Optional.of(identity()))
                        || !unpacked.damaged().isEmpty())) {
            change.destroys("directory", "with all that is in it", "as in the archive");
        }
        String note = "/var/lib/provisioner/archives/" + Bytes.utf8(destination).sha256();
        return change.send(archive)
                .run("unpack", destination, note, identity(), owner.pair(), String.valueOf(strip), archive.sha256())
                .unsettles(new Extent.Below(destination))
                .becomes(pathQuery(), new Directory(owner.ownership()))
                .becomes(archiveQuery(), new ArchiveState(Optional.of(identity()), List.of()))
                .blockedBy(owner.unknown(state))
                .blockedBy(Paths.blockedParent(destination, state))
                .certain(state.settled(pathQuery()))
                .assessment();
    }

    private void compare(Change change, PathState now, Optional<String> unpacked) {
        switch (now) {
            case Missing ignored -> change.differs("presence", "", "directory");
            case Directory ignored
            when unpacked.isEmpty() ->
                change.impossible(
                        destination + " is a directory that was not unpacked from an archive",
                        "remove it, or name another destination");
            case Directory directory -> change.differs(owner.differences(directory.ownership()));
            default -> change.impossible(destination + " is " + Paths.kind(now), "remove it if it is not needed");
        }
        if (!unpacked.equals(Optional.of(identity()))) {
            change.differs("archive", unpacked.isPresent() ? "another" : "", archive.sha256());
        }
    }
}
