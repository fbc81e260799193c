package provisioner.resource.service;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.Removal;
import provisioner.resource.Resource;
import provisioner.state.Query;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * Stops a unit for good, once nobody on another host is connected to it any more.
 *
 * @param stopped the unit as it shall be
 */
record ServiceLeft(Resource stopped, String unit) implements Removal {

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
        Assessment stop = stopped.assess(state);
        if (!(stop instanceof Differs differs)) {
            return stop;
        }
        Change change = new Change();
        if (state.get(new UnitQuery(unit)).running()) {
            change.run("unit_drain", unit);
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

    @Override
    public Optional<String> stays(StateView state) {
        return Optional.empty();
    }
}
