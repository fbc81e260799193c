package provisioner.resource.account;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.UserState;
import provisioner.state.Query;
import provisioner.state.Query.GroupQuery;
import provisioner.state.Query.UserQuery;
import provisioner.state.StateView;

/** No such user; the home directory stays. */
record UserAbsent(String name) implements Resource {

    @Override
    public String title() {
        return "user " + name;
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.of("user " + name, "state", "absent"));
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(new UserQuery(name));
    }

    @Override
    public Assessment assess(StateView state) {
        UserQuery query = new UserQuery(name);
        Change change = new Change()
                .run("userdel --", name)
                .becomes(query, new UserState(Optional.empty()))
                .certain(state.settled(query));
        state.get(query).account().ifPresent(account -> {
            change.removes("presence", "uid " + account.uid());
            if (account.group().equals(name)) {
                // userdel(8) takes the user's own group along.
                change.becomes(new GroupQuery(name), new GroupState(OptionalInt.empty()));
            }
        });
        return change.assessment();
    }
}
