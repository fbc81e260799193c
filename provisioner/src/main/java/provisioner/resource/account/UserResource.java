package provisioner.resource.account;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Foundation;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Stays;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.resource.file.Paths;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Made;
import provisioner.state.Observation.Account;
import provisioner.state.Query;
import provisioner.state.Query.GroupQuery;
import provisioner.state.Query.UserQuery;
import provisioner.state.StateView;

/**
 * A user. What is not stated is chosen when the user is made, and not looked at afterwards.
 *
 * @param group the primary group; empty for one of the user's own name
 * @param groups supplementary groups
 * @param append whether other supplementary groups may stay
 */
record UserResource(
        String name,
        OptionalInt uid,
        Optional<String> group,
        SortedSet<String> groups,
        boolean append,
        Optional<String> home,
        Optional<String> shell,
        Optional<String> comment,
        boolean system,
        boolean createHome,
        ShadowWish shadow)
        implements Resource {
    private static final Pattern COMMENT = Pattern.compile("[^:\\p{Cntrl}]*");

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "user";
        }

        /** Files may belong to it, and nobody would know any more whose they were. */
        @Override
        public Optional<Leaving> leaving(Made made) {
            return Optional.of(
                    new Stays(name(), Map.of("name", made.name(), "absent", "true"), "userdel " + made.name()));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            boolean absent = fields.bool("absent", false);
            String name = AccountNames.required(fields, "name");
            Foundation.keepUser(fields, name, inputs.login(), absent);
            boolean system = fields.bool("system", false);
            Optional<String> comment = fields.optionalString("comment");
            comment.filter(c -> !COMMENT.matcher(c).matches())
                    .ifPresent(c ->
                            fields.refuse("comment", "'comment' must not contain a colon or a control character", ""));
            UserResource user = new UserResource(
                    name,
                    fields.optionalInteger("uid", 0, GroupResource.LARGEST_ID),
                    fields.optionalString("group").map(g -> AccountNames.required(fields, "group")),
                    groups(fields),
                    fields.bool("append", true),
                    fields.optionalString("home").map(h -> Paths.required(fields, "home")),
                    fields.optionalString("shell").map(s -> Paths.required(fields, "shell")),
                    comment,
                    system,
                    fields.bool("create_home", !system),
                    ShadowWish.parse(fields, name));
            return Optional.of(absent ? new UserAbsent(name) : user);
        }

        private static SortedSet<String> groups(Fields fields) {
            SortedSet<String> groups = new TreeSet<>();
            for (Node.Scalar group : fields.scalars("groups")) {
                if (!AccountNames.isName(group.text())) {
                    fields.problems().add(group.location(), "invalid group name '" + group.text() + "'");
                }
                groups.add(group.text());
            }
            return groups;
        }
    }

    @Override
    public String title() {
        return "user " + name;
    }

    /** The hash reaches the host in a file of the step's. */
    @Override
    public Optional<String> exposes(String parameter) {
        return parameter.equals("password_hash") ? Optional.empty() : Resource.super.exposes(parameter);
    }

    UserQuery query() {
        return new UserQuery(name);
    }

    GroupQuery groupQuery() {
        return new GroupQuery(group.orElse(name));
    }

    @Override
    public List<Claim> claims() {
        String thing = "user " + name;
        List<Claim> claims = new ArrayList<>();
        claims.add(Claim.of(thing, "state", "present"));
        claims.add(new Claim(thing, "other groups", new GroupsWish(groups, append)));
        claims.addAll(Claim.stated(thing, "uid", uid));
        claims.addAll(Claim.stated(thing, "group", group));
        claims.addAll(Claim.stated(thing, "home", home));
        claims.addAll(Claim.stated(thing, "shell", shell));
        claims.addAll(Claim.stated(thing, "comment", comment));
        claims.addAll(shadow.claims(thing));
        return claims;
    }

    @Override
    public Stream<String> accountsFor() {
        Stream<String> memberships =
                Stream.concat(groups.stream(), group.stream()).map(g -> Things.member(g, name));
        return Stream.concat(Resource.super.accountsFor(), memberships);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>();
        queries.add(query());
        queries.add(groupQuery());
        groups.forEach(g -> queries.add(new GroupQuery(g)));
        queries.addAll(shadow.queries());
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        UserChange user = new UserChange(this, change);
        boolean ownGroupExists = state.get(groupQuery()).gid().isPresent();
        state.get(query()).account().ifPresentOrElse(account -> modify(user, account, state), () -> {
            change.makes(new Made("user", name, ""));
            user.create(ownGroupExists);
        });
        return change.blockedBy(unknownGroup(state))
                // Packages make accounts in the system range only (Debian Policy 9.2.2).
                .certain(!system || state.settled(query()))
                .assessment();
    }

    private void modify(UserChange user, Account account, StateView state) {
        user.modify(account);
        if (shadow.isStated()) {
            state.get(shadow.query())
                    .entry()
                    .ifPresentOrElse(
                            entry -> shadow.apply(user.change(), entry),
                            () -> user.change()
                                    .impossible(
                                            "user " + name
                                                    + " has no entry in /etc/shadow: another source than the host's files knows the user",
                                            "remove 'password_hash' and 'expires', or set them there"));
        }
    }

    private Optional<Impossible> unknownGroup(StateView state) {
        Set<String> needed = new LinkedHashSet<>(groups);
        group.ifPresent(needed::add);
        return needed.stream()
                .filter(g -> state.settled(new GroupQuery(g)))
                .filter(g -> state.get(new GroupQuery(g)).gid().isEmpty())
                .findFirst()
                .map(g -> new Impossible("there is no group '" + g + "'", "add a 'group' step before this one"));
    }
}
