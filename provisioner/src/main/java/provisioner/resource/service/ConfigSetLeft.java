package provisioner.resource.service;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Removal;
import provisioner.resource.Resource;
import provisioner.resource.Things;
import provisioner.sh.Sh;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.TreeState;
import provisioner.state.Query;
import provisioner.state.Query.EntriesQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.TreeQuery;
import provisioner.state.StateView;

/**
 * Takes away a tree of configuration, with its versions, while its files are still those of the version that was made last.
 *
 * @param link takes the link to the live version away
 * @param version its name, which follows from the files
 */
record ConfigSetLeft(Resource link, String path, String version) implements Removal {
    private static final String NOT_PLAIN = "";

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private TreeQuery treeQuery() {
        return new TreeQuery(path);
    }

    private String store() {
        return path.substring(0, path.lastIndexOf('/') + 1)
                + ConfigTree.store(path).replaceAll("/$", "");
    }

    private PathQuery storeQuery() {
        return new PathQuery(store());
    }

    private EntriesQuery storeEntries() {
        return new EntriesQuery(store(), true);
    }

    private boolean isChanged(StateView state) {
        return switch (state.get(pathQuery())) {
            case Missing ignored -> state.get(storeQuery()) instanceof Directory;
            case Symlink(String target)
            when target.startsWith(ConfigTree.store(path)) ->
                !version(state.get(treeQuery())).equals(version);
            default -> true;
        };
    }

    /** The version that these files would be; empty for what no version has. */
    private static String version(TreeState tree) {
        List<RegularFile> files = tree.entries().values().stream()
                .filter(RegularFile.class::isInstance)
                .map(RegularFile.class::cast)
                .toList();
        List<Ownership> owners =
                files.stream().map(RegularFile::ownership).distinct().toList();
        boolean plain = tree.entries().values().stream().allMatch(ConfigSetLeft::isPlain);
        return plain && owners.size() == 1
                ? ConfigTree.version(
                        owners.getFirst(),
                        tree.entries().entrySet().stream()
                                .filter(entry -> entry.getValue() instanceof RegularFile)
                                .collect(Collectors.toMap(
                                        entry -> entry.getKey(), entry -> ((RegularFile) entry.getValue()).sha256())))
                : NOT_PLAIN;
    }

    private static boolean isPlain(PathState entry) {
        return entry instanceof RegularFile || entry instanceof Directory;
    }

    @Override
    public String title() {
        return "config_set " + path;
    }

    @Override
    public List<Claim> claims() {
        return link.claims();
    }

    /** Its versions go with it. */
    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(Removal.super.accountsFor(), Stream.of(Things.startingWith(store())));
    }

    @Override
    public Set<Query<?>> queries() {
        return Stream.concat(link.queries().stream(), Stream.of(pathQuery(), treeQuery(), storeQuery(), storeEntries()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Assessment assess(StateView state) {
        if (isChanged(state)) {
            return new InSync();
        }
        Change change = new Change().include(link.assess(state));
        if (state.get(storeQuery()) instanceof Directory) {
            change.removes("versions", store())
                    .run("discard", store(), state.get(storeEntries()).digest())
                    .becomes(storeQuery(), new Missing());
        }
        return change.assessment();
    }

    @Override
    public Optional<String> stays(StateView state) {
        return isChanged(state)
                ? Optional.of(
                        path + ", which somebody has changed since: rm -r " + Sh.quote(path) + " " + Sh.quote(store()))
                : Optional.empty();
    }
}
