package provisioner.resource.service;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.resource.Change;
import provisioner.resource.file.Owner;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/** What a {@link ConfigSet} needs: another version of its tree, or only that its service loads it. The functions are in config.sh. */
record ConfigChange(ConfigSet set, StateView state, Change change) {

    void swap(String version) {
        ConfigTree tree = set.tree();
        Owner owner = tree.owner();
        change.run("config_new", set.path(), version);
        tree.files()
                .forEach((name, content) ->
                        change.send(content).run("config_file", name, owner.pair(), owner.octal(), content.sha256()));
        set.validation().link(change, tree.store() + version);
        change.run("config_swap");
        set.service()
                .ifPresent(unit -> change.run(load(unit)).run("config_apply", unit, String.valueOf(set.newWorkers())));
        change.run("config_prune").becomes(new PathQuery(set.path()), new Symlink(tree.store() + version));
        tree.desired()
                .entries()
                .forEach((name, entry) -> change.becomes(new PathQuery(set.path() + "/" + name), entry));
        tree.files().forEach((name, content) -> change.becomes(tree.contentQuery(name, content), new Content(content)));
        change.becomes(tree.treeQuery(), tree.desired());
        loads();
    }

    /** For a tree that is live already, and was validated before it was. */
    void reload() {
        set.service().ifPresent(unit -> change.run(load(unit)));
        change.run("config_load");
        loads();
    }

    private String load(String unit) {
        String reload = UnitScript.reload(unit, List.of(set.loadedQuery(unit)), set.newWorkers());
        String probe =
                set.probe().map(command -> " && config_probe " + sent(command)).orElse("");
        return "config_load() {\n  " + reload + probe + "\n}\n";
    }

    /** The digest of a user's command, which travels as a file: process arguments are there for everyone to see. */
    private String sent(String command) {
        Bytes text = Bytes.utf8(command + "\n");
        change.send(text);
        return text.sha256();
    }

    /** A unit that does not run loads the tree when it starts. */
    private void loads() {
        set.service().ifPresent(name -> {
            UnitQuery query = new UnitQuery(name);
            UnitState unit = state.get(query);
            if (unit.running()) {
                change.becomes(query, unit.at(UnitState.NOW));
            }
            // No change since the epoch and no record: nothing is pending, whatever the unit's time is.
            change.becomes(set.loadedQuery(name), new LoadedState(digests(), 0, Optional.empty()));
        });
    }

    private SortedMap<String, String> digests() {
        SortedMap<String, String> digests = new TreeMap<>();
        set.tree().desired().entries().forEach((name, entry) -> {
            if (entry instanceof RegularFile file) {
                digests.put(set.path() + "/" + name, file.sha256());
            }
        });
        return digests;
    }
}
