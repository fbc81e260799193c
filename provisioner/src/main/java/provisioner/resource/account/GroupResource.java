package provisioner.resource.account;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.sh.Sh;
import provisioner.source.Fields;
import provisioner.state.Effect.Becomes;
import provisioner.state.Observation.GroupState;
import provisioner.state.Query;
import provisioner.state.Query.GroupQuery;
import provisioner.state.StateView;

/**
 * A group.
 *
 * @param gid empty for any
 * @param system whether a new one gets a number from the range for daemons
 */
record GroupResource(String name, OptionalInt gid, boolean system, boolean absent) implements Resource {
    /** Stands for a number that the host will choose. */
    static final int CHOSEN_BY_HOST = -1;

    static final int LARGEST_ID = 2_000_000_000;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "group";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = AccountNames.required(fields, "name");
            OptionalInt gid = fields.optionalInteger("gid", 0, LARGEST_ID);
            boolean system = fields.bool("system", false);
            boolean absent = fields.bool("absent", false);
            fields.atMostOne("absent", "gid");
            return Optional.of(new GroupResource(name, gid, system, absent));
        }
    }

    @Override
    public String title() {
        return "group " + name;
    }

    private GroupQuery query() {
        return new GroupQuery(name);
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(query());
    }

    @Override
    public Assessment assess(StateView state) {
        OptionalInt now = state.get(query()).gid();
        boolean settled = state.settled(query());
        String quoted = Sh.quote(name);
        if (absent) {
            return now.isEmpty()
                    ? new InSync()
                    : differs(Difference.removal("presence", "gid " + now.getAsInt()), "groupdel " + quoted, settled);
        }
        if (now.isEmpty()) {
            String number = gid.isPresent() ? " -g " + gid.getAsInt() : "";
            String command = "groupadd" + (system ? " -r" : "") + number + " " + quoted;
            return differs(Difference.of("presence", "", "group"), command, settled);
        }
        if (gid.isPresent() && gid.getAsInt() != now.getAsInt()) {
            Difference difference =
                    Difference.of("gid", String.valueOf(now.getAsInt()), String.valueOf(gid.getAsInt()));
            return differs(difference, "groupmod -g " + gid.getAsInt() + " " + quoted, settled);
        }
        return new InSync();
    }

    private Differs differs(Difference difference, String command, boolean settled) {
        OptionalInt after = absent ? OptionalInt.empty() : OptionalInt.of(gid.orElse(CHOSEN_BY_HOST));
        return new Differs(
                List.of(difference),
                Action.Script.of(command + "\n"),
                List.of(new Becomes<>(query(), new GroupState(after))),
                settled);
    }
}
