package provisioner.resource.apt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.UpgradeState;
import provisioner.state.PackageUpgrade;
import provisioner.state.Query;
import provisioner.state.Query.UpgradeQuery;
import provisioner.state.StateView;

/**
 * The installed packages are those of the package lists, as far as security or everything is concerned.
 *
 * @param run the run's name: what it has fetched is fresh for it, however long it takes
 */
record UpgradeResource(boolean full, String run) implements Resource {
    /** What is published should be known when an upgrade is asked for. */
    private static final Duration FRESH = Duration.ofHours(1);

    @Override
    public String title() {
        return "package upgrade " + (full ? "full" : "security");
    }

    @Override
    public List<Claim> claims() {
        return List.of();
    }

    @Override
    public boolean altersAnything() {
        return true;
    }

    private UpgradeQuery query() {
        return new UpgradeQuery(full);
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(query());
    }

    private static List<String> removes(UpgradeState now) {
        return now.upgrades().stream()
                .filter(one -> one.to().isEmpty())
                .map(PackageUpgrade::name)
                .toList();
    }

    private boolean fresh(UpgradeState now) {
        return now.listsAge()
                .filter(age -> now.upgradedBy().equals(run) || age.compareTo(FRESH) <= 0)
                .isPresent();
    }

    @Override
    public Assessment assess(StateView state) {
        UpgradeState now = state.get(query());
        // Another version of a package may bring other files, units and answers.
        Change change = new Change().unsettles(new Extent.Anything());
        for (PackageUpgrade one : now.upgrades()) {
            if (one.to().isEmpty()) {
                change.removes(one.name(), one.from());
            } else {
                change.differs(one.name(), one.from(), one.to());
            }
        }
        Optional<String> old = fresh(now)
                ? Optional.empty()
                : Optional.of(now.listsAge().map(PackageObstacle::age).orElse("missing"));
        old.ifPresent(age -> change.differs("package lists", age, "fetched")
                .openBecause("the package lists are " + age + ", so the step fetches them first"));
        if (!change.isEmpty() && !now.kept().isEmpty()) {
            change.differs("kept back", String.join(", ", now.kept()), "as they are");
        }
        return change.upgrade(new Action.Upgrade(full, old.isPresent(), run, removes(now)))
                .becomes(query(), new UpgradeState(List.of(), now.kept(), Optional.of(Duration.ZERO), run))
                .certain(state.settled(query()))
                .assessment();
    }
}
