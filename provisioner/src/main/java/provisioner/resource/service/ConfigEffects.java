package provisioner.resource.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/** What will be true after a {@link ConfigSet} was swapped or reloaded. */
final class ConfigEffects {
    private ConfigEffects() {}

    static List<Effect> swap(ConfigSet set, String version, StateView state) {
        ConfigTree tree = set.tree();
        List<Effect> effects = new ArrayList<>();
        effects.add(new Becomes<>(new PathQuery(set.path()), new Symlink(tree.store() + version)));
        tree.desired()
                .entries()
                .forEach((name, entry) -> effects.add(new Becomes<>(new PathQuery(set.path() + "/" + name), entry)));
        tree.files()
                .forEach((name, content) ->
                        effects.add(new Becomes<>(tree.contentQuery(name, content), new Content(content))));
        effects.add(new Becomes<>(tree.treeQuery(), tree.desired()));
        effects.addAll(reload(set, state));
        return effects;
    }

    /** A unit that does not run loads the tree when it starts. */
    static List<Effect> reload(ConfigSet set, StateView state) {
        List<Effect> effects = new ArrayList<>();
        set.service().ifPresent(name -> {
            UnitQuery query = new UnitQuery(name);
            UnitState unit = state.get(query);
            if (unit.running()) {
                effects.add(new Becomes<>(query, unit.at(UnitState.NOW)));
            }
            // No change since the epoch and no record: nothing is pending, whatever the unit's time is.
            effects.add(new Becomes<>(set.loadedQuery(name), new LoadedState(digests(set), 0, Optional.empty())));
        });
        return effects;
    }

    private static SortedMap<String, String> digests(ConfigSet set) {
        SortedMap<String, String> digests = new TreeMap<>();
        set.tree().desired().entries().forEach((name, entry) -> {
            if (entry instanceof RegularFile file) {
                digests.put(set.path() + "/" + name, file.sha256());
            }
        });
        return digests;
    }
}
