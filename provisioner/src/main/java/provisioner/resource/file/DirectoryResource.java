package provisioner.resource.file;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Goes;
import provisioner.resource.Leaving.Stage;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.state.Made;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Special;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.EntriesQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** A directory with this owner and mode, whatever is in it; {@link DirectoryTree} is about that, too. */
record DirectoryResource(String path, Owner owner) implements Resource {
    private static final int MODE = 0755;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "directory";
        }

        @Override
        public Optional<Leaving> leaving(Made made) {
            return Optional.of(new Goes(
                    name(),
                    Map.of("path", made.name(), "absent", "true", "owner", made.digest()),
                    Stage.DIRECTORIES,
                    absent -> new DirectoryLeft(made.name(), made.digest())));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            Owner owner = Owner.parse(fields, MODE);
            boolean absent = fields.bool("absent", false);
            boolean exclusive = fields.bool("exclusive", false);
            Optional<String> source = fields.optionalString("source");
            Owner ofFiles = new Owner(
                    owner.owner(), owner.group(), fields.mode("file_mode").orElse(FileResource.MODE));
            fields.atMostOne("absent", "exclusive");
            fields.atMostOne("absent", "source");
            if (fields.has("file_mode") && source.isEmpty()) {
                fields.refuse("file_mode", "'file_mode' needs 'source'", "");
            }
            if (!absent) {
                FoundationPaths.own(fields, path, owner.owner(), owner.mode(), inputs.login());
                DirectoryResource top = new DirectoryResource(path, owner);
                if (exclusive) {
                    keepWhatIsNeeded(fields, path, inputs);
                }
                if (source.isEmpty()) {
                    return Optional.of(
                            exclusive ? new DirectoryTree(top, new TreeMap<>(), ofFiles, true, Optional.empty()) : top);
                }
                return inputs.templateTree(source.get(), fields.at("source"))
                        .map(files -> new DirectoryTree(top, files, ofFiles, exclusive, Optional.empty()));
            }
            if (Paths.parent(path).equals("/")) {
                fields.refuse("path", path + " must not be removed", "name a directory below it");
                return Optional.empty();
            }
            FoundationPaths.keep(fields, "path", path, true, inputs.login());
            return Optional.of(new DirectoryAbsent(path, owner.owner()));
        }
    }

    private static void keepWhatIsNeeded(Fields fields, String path, Inputs inputs) {
        FoundationPaths.keep(fields, "path", path, true, inputs.login());
        if (path.endsWith("/.ssh")) {
            fields.refuse("path", path + " must not be exclusive: somebody may log in with what is there", "");
        }
    }

    @Override
    public String title() {
        return "directory " + path;
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    @Override
    public List<Claim> claims() {
        return PathClaims.directory(path).owned(owner).list();
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.add(pathQuery());
        queries.add(Paths.parentQuery(path));
        queries.add(new EntriesQuery(path, false));
        return queries;
    }

    @Override
    public String actsFor(StateView state) {
        return owner.owner();
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        switch (state.get(pathQuery())) {
            case Directory directory -> change.differs(owner.differences(directory.ownership()));
            case Missing ignored -> {
                // Its owner is who may remove it again.
                change.makes(new Made("directory", path, owner.owner()));
                appears(change);
            }
            case RegularFile file -> replaces(change.removes("file", file.size() + " bytes"), state);
            case Symlink link -> replaces(change.removes("symbolic link", link.target()), state);
            case Special special -> change.impossible(path + " is " + special.kind(), "remove it if it is not needed");
        }
        return change.run("make_directory", path, owner.pair(), owner.octal())
                .becomes(pathQuery(), new Directory(owner.ownership()))
                .blockedBy(owner.unknown(state))
                .blockedBy(Paths.blockedParent(path, state))
                .certain(state.settled(pathQuery()))
                .assessment();
    }

    private void replaces(Change change, StateView state) {
        appears(FileAbsent.discard(change.run("backup", path), new EntriesQuery(path, false), owner.owner(), state));
    }

    private void appears(Change change) {
        change.differs("presence", "", "directory");
    }
}
