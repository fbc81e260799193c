package provisioner.resource.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
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
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.PathClaims;
import provisioner.resource.file.Paths;
import provisioner.resource.file.Validation;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.LoadedQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * A tree of configuration that is live as a whole: {@code path} is a symbolic link to a version of it, which was
 * validated before, and the service has loaded it. A directory in use is taken over by the first change, if something
 * validates that.
 *
 * @param service the unit that loads it
 * @param newWorkers whether a reload of the service has to bring a new process
 * @param validation what must accept the new version, at {@code path}, before it is live
 * @param probe a command that must succeed after the reload
 */
record ConfigSet(
        String path,
        ConfigTree tree,
        Optional<String> service,
        boolean newWorkers,
        Validation validation,
        Optional<String> probe)
        implements Resource {

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "config_set";
        }

        /** No step of the type takes one away. What is at the path is a link. */
        @Override
        public Optional<Leaving> leaving(Made made) {
            return Optional.of(new Goes(
                    "file",
                    Map.of("path", made.name(), "absent", "true"),
                    Stage.FILES,
                    link -> new ConfigSetLeft(link, made.name(), made.digest())));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            FoundationPaths.keepTree(fields, path);
            String source = fields.string("source");
            Owner owner = Owner.parse(fields, FileResource.MODE);
            Validation validation = Validation.parse(fields, path);
            Optional<String> service = fields.optionalString("service").map(s -> s.contains(".") ? s : s + ".service");
            boolean newWorkers = fields.bool("new_workers", false);
            Optional<String> probe = fields.optionalString("probe");
            if (service.isEmpty()) {
                List.of("new_workers", "probe").stream()
                        .filter(fields::has)
                        .forEach(key -> fields.refuse(key, "'" + key + "' needs 'service'", ""));
            }
            if (source.isEmpty()) {
                return Optional.empty();
            }
            Optional<SortedMap<String, Bytes>> files = inputs.templateTree(source, fields.at("source"));
            return files.map(found ->
                    new ConfigSet(path, new ConfigTree(path, found, owner), service, newWorkers, validation, probe));
        }
    }

    @Override
    public String title() {
        return "config_set " + path;
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return switch (parameter) {
            case "validate", "probe" -> Optional.empty();
            case "source" -> tree.owner().exposes();
            default -> Resource.super.exposes(parameter);
        };
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    /** What the service has loaded of the tree: a run that was killed between swap and reload leaves it behind. */
    LoadedQuery loadedQuery(String unit) {
        return new LoadedQuery(unit, "config_set:" + path, List.of(path));
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(PathClaims.tree(path).content(tree).list());
        claims.add(PathClaims.all(path));
        claims.add(PathClaims.all(
                path.substring(0, path.lastIndexOf('/') + 1) + tree.store().replaceAll("/$", "")));
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(tree.queries());
        queries.add(pathQuery());
        queries.add(Paths.parentQuery(path));
        service.ifPresent(unit -> {
            queries.add(new UnitQuery(unit));
            queries.add(loadedQuery(unit));
        });
        return queries;
    }

    @Override
    public boolean rootsOnly() {
        return true;
    }

    @Override
    public Assessment assess(StateView state) {
        PathState now = state.get(pathQuery());
        boolean taken = now instanceof Directory && validation.exists();
        boolean ours = taken || now instanceof Symlink(String target) && target.startsWith(tree.store());
        Change change = new Change();
        switch (now) {
            case Missing ignored -> {}
            case Symlink ignored when ours -> {}
            case Symlink(String target) -> change.removes("symbolic link", target);
            case Directory ignored when taken -> {}
            case PathState other ->
                change.impossible(
                        path + " is " + Paths.kind(other),
                        "use a path that nothing else uses: it becomes a link to the live version. A directory in use needs 'validate'");
        }
        tree.compare(change, state, ours);
        if (!change.isEmpty()) {
            Made made = new Made("config_set", path, tree.version());
            if (now instanceof Missing) {
                change.makes(made);
            } else {
                change.changes(made);
            }
            change.differs(taken ? List.of(Difference.of("kind", "directory", "link to a version")) : List.of());
            new ConfigChange(this, state, change).swap(tree.nextVersion(now));
            change.blockedBy(tree.owner().unknown(state))
                    .blockedBy(Paths.blockedParent(path, state))
                    .certain(now instanceof Missing || state.settled(pathQuery()));
        } else if (reloadPending(state)) {
            new ConfigChange(this, state, change.differs("loaded", "an earlier version", "this one")).reload();
            change.certain(state.settled(pathQuery()));
        }
        return change.assessment();
    }

    private boolean reloadPending(StateView state) {
        return service.map(unit -> state.get(new UnitQuery(unit)).running()
                        && UnitScript.reloadPending(state.get(new UnitQuery(unit)), state.get(loadedQuery(unit))))
                .orElse(false);
    }

    @Override
    public String toString() {
        return title();
    }
}
