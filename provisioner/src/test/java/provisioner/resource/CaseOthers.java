package provisioner.resource;

import java.util.List;
import java.util.Set;
import provisioner.state.Query;
import provisioner.state.StateView;

/** What the other steps of a case's playbook claim, as things: {@code path /etc/motd}. */
record CaseOthers(List<String> things) implements Resource {
    @Override
    public String title() {
        return "the other steps";
    }

    @Override
    public List<Claim> claims() {
        return things.stream()
                .map(thing -> Claim.of(thing, "state", "declared"))
                .toList();
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of();
    }

    @Override
    public Assessment assess(StateView state) {
        return new Assessment.InSync();
    }
}
