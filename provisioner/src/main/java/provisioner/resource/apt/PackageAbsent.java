package provisioner.resource.apt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.PackageState;
import provisioner.state.Query;
import provisioner.state.StateView;

/** Packages that are not installed. Their configuration files stay. */
record PackageAbsent(PackageNames packages) implements Resource {

    @Override
    public String title() {
        return packages.title();
    }

    @Override
    public List<Claim> claims() {
        return packages.claims("absent");
    }

    @Override
    public Set<Query<?>> queries() {
        return packages.queries();
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change().unsettles(new Extent.RemovedPackages());
        List<String> remove = new ArrayList<>();
        for (String name : packages.names()) {
            PackageState now = state.get(packages.query(name));
            if (now.installed().isPresent()) {
                change.blockedBy(PackageObstacle.ofRemoval(name, now));
                remove.add(name);
                change.removes(name, now.installed().get()).becomes(packages.query(name), now.with(Optional.empty()));
            }
        }
        return change.packages(List.of(), remove).assessment();
    }
}
