package provisioner.resource.service;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.Removal;
import provisioner.resource.Resource;
import provisioner.state.Query;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * Stops a unit for good, once nobody on another host is connected any more: to it, or to one of the others that are about to be stopped
 * and may depend on it.
 *
 * @param stopped the unit as it shall be
 * @param all the units that are about to be stopped, this one among them
 */
record ServiceLeft(Resource stopped, String unit, List<String> all) implements Removal {
    ServiceLeft {
        all = List.copyOf(all);
    }

    @Override
    public Removal with(List<Removal> others) {
        return new ServiceLeft(
                stopped,
                unit,
                others.stream()
                        .filter(ServiceLeft.class::isInstance)
                        .map(other -> ((ServiceLeft) other).unit)
                        .toList());
    }

    @Override
    public String title() {
        return stopped.title();
    }

    @Override
    public List<Claim> claims() {
        return stopped.claims();
    }

    @Override
    public Set<Query<?>> queries() {
        return stopped.queries();
    }

    @Override
    public Assessment assess(StateView state) {
        if (isAlias(state)) {
            return new InSync();
        }
        Assessment stop = stopped.assess(state);
        if (!(stop instanceof Differs differs)) {
            return stop;
        }
        Change change = new Change();
        if (state.get(new UnitQuery(unit)).running()) {
            change.run("unit_drain", all);
        }
        return change.include(new Differs(
                        differs.differences().stream()
                                .map(d -> Difference.destroying(d.attribute(), d.from(), d.to()))
                                .toList(),
                        differs.action(),
                        differs.effects(),
                        differs.certain(),
                        differs.openBecause()))
                .assessment();
    }

    /** Others may want the unit by its own name, or by another one. */
    private boolean isAlias(StateView state) {
        String id = state.get(new UnitQuery(unit)).origin().id();
        return !id.isEmpty() && !id.equals(unit);
    }

    @Override
    public Optional<String> stays(StateView state) {
        return isAlias(state)
                ? Optional.of("it is another name of "
                        + state.get(new UnitQuery(unit)).origin().id())
                : Optional.empty();
    }
}
