package provisioner.resource.apt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Extent;
import provisioner.state.Effect.Unsettles;
import provisioner.state.Observation.PackageState;
import provisioner.state.Query;
import provisioner.state.Query.PackageQuery;
import provisioner.state.StateView;

/** Packages that are not installed. Their configuration files stay. */
record PackageAbsent(PackageNames packages) implements Resource {

    @Override
    public String title() {
        return packages.title();
    }

    @Override
    public Set<Query<?>> queries() {
        return packages.queries();
    }

    @Override
    public Assessment assess(StateView state) {
        List<Difference> differences = new ArrayList<>();
        List<String> remove = new ArrayList<>();
        List<Effect> effects = new ArrayList<>();
        for (String name : packages.names()) {
            PackageQuery query = new PackageQuery(name);
            Optional<String> installed = state.get(query).installed();
            if (installed.isPresent()) {
                differences.add(Difference.removal(name, installed.get()));
                remove.add(name);
                effects.add(new Becomes<>(query, new PackageState(Optional.empty(), false, installed, true)));
            }
        }
        if (remove.isEmpty()) {
            return new InSync();
        }
        effects.addFirst(new Unsettles(new Extent.RemovedPackages()));
        return new Differs(differences, new Action.Packages(List.of(), remove), effects);
    }
}
