package provisioner.resource.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.sh.Sh;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Observation.Account;
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
    public Set<Query<?>> queries() {
        return Set.of(new UserQuery(name));
    }

    @Override
    public Assessment assess(StateView state) {
        UserQuery query = new UserQuery(name);
        Optional<Account> account = state.get(query).account();
        if (account.isEmpty()) {
            return new InSync();
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(new Becomes<>(query, new UserState(Optional.empty())));
        if (account.get().group().equals(name)) {
            // userdel(8) takes the user's own group along.
            effects.add(new Becomes<>(new GroupQuery(name), new GroupState(OptionalInt.empty())));
        }
        return new Differs(
                List.of(Difference.removal("presence", "uid " + account.get().uid())),
                Action.Script.of("userdel -- " + Sh.quote(name) + "\n"),
                effects,
                state.settled(query));
    }
}
