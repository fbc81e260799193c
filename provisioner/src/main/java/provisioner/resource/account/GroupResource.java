package provisioner.resource.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Stays;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.state.Made;
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

        /** Files may belong to it. */
        @Override
        public Optional<Leaving> leaving(Made made) {
            return Optional.of(
                    new Stays(name(), Map.of("name", made.name(), "absent", "true"), "groupdel " + made.name()));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = AccountNames.required(fields, "name");
            OptionalInt gid = fields.optionalInteger("gid", 0, LARGEST_ID);
            boolean system = fields.bool("system", false);
            boolean absent = fields.bool("absent", false);
            fields.atMostOne("absent", "gid");
            if (absent || gid.isPresent()) {
                Foundation.keep(fields, "name", Kind.GROUP, name, absent ? "must stay" : "must keep its 'gid'");
            }
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
    public List<Claim> claims() {
        String thing = "group " + name;
        List<Claim> claims = new ArrayList<>(Claim.stated(thing, "gid", gid));
        claims.add(Claim.of(thing, "state", absent ? "absent" : "present"));
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(query());
    }

    @Override
    public Assessment assess(StateView state) {
        OptionalInt now = state.get(query()).gid();
        Change change = new Change();
        if (absent) {
            now.ifPresent(is -> change.removes("presence", "gid " + is).run("groupdel", name));
        } else if (now.isEmpty()) {
            String number = gid.isPresent() ? " -g " + gid.getAsInt() : "";
            change.makes(new Made("group", name, ""))
                    .differs("presence", "", "group")
                    .run("groupadd" + (system ? " -r" : "") + number, name);
        } else if (gid.isPresent() && gid.getAsInt() != now.getAsInt()) {
            change.differs("gid", String.valueOf(now.getAsInt()), String.valueOf(gid.getAsInt()))
                    .run("groupmod -g " + gid.getAsInt(), name);
        }
        OptionalInt after = absent ? OptionalInt.empty() : OptionalInt.of(gid.orElse(CHOSEN_BY_HOST));
        return change.becomes(query(), new GroupState(after))
                .certain(state.settled(query()))
                .assessment();
    }
}
