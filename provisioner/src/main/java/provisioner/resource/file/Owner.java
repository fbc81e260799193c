package provisioner.resource.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.source.Fields;
import provisioner.state.Observation.Ownership;
import provisioner.state.Query;
import provisioner.state.Query.GroupQuery;
import provisioner.state.Query.UserQuery;
import provisioner.state.StateView;

/** Who shall own a path, and its mode: the parameters {@code owner}, {@code group} and {@code mode}. */
public record Owner(String owner, String group, int mode) {
    public static final String ROOT = "root";

    // As in Debian's adduser, widened by what other tools create.
    private static final int OTHERS_READ = 0004;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*\\$?");

    public static Owner parse(Fields fields, int defaultMode) {
        return new Owner(
                name(fields, "owner", ROOT),
                name(fields, "group", ROOT),
                fields.mode("mode").orElse(defaultMode));
    }

    /** A user's or group's name; numbers are refused, since a host shows the name that belongs to one. */
    public static String name(Fields fields, String key, String otherwise) {
        Optional<String> name = fields.optionalString(key);
        if (name.filter(n -> !NAME.matcher(n).matches()).isPresent()) {
            fields.refuse(key, "'" + key + "' must be a name, found '" + name.get() + "'", "such as www-data");
            return otherwise;
        }
        return name.orElse(otherwise);
    }

    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>();
        if (!owner.equals(ROOT)) {
            queries.add(new UserQuery(owner));
        }
        if (!group.equals(ROOT)) {
            queries.add(new GroupQuery(group));
        }
        return queries;
    }

    /** Where the host has no such user or group, and no earlier step may bring it. */
    public Optional<Impossible> unknown(StateView state) {
        UserQuery user = new UserQuery(owner);
        if (!owner.equals(ROOT)
                && state.settled(user)
                && state.get(user).account().isEmpty()) {
            return Optional.of(new Impossible("there is no user '" + owner + "'", "add a 'user' step before this one"));
        }
        GroupQuery query = new GroupQuery(group);
        if (!group.equals(ROOT)
                && state.settled(query)
                && state.get(query).gid().isEmpty()) {
            return Optional.of(
                    new Impossible("there is no group '" + group + "'", "add a 'group' step before this one"));
        }
        return Optional.empty();
    }

    /** Why a file's content is known to other users of the host; empty if it is not. */
    public Optional<String> exposes() {
        return (mode & OTHERS_READ) == 0 ? Optional.empty() : Optional.of("the file has mode " + octal());
    }

    public Ownership ownership() {
        return new Ownership(owner, group, mode);
    }

    public List<Difference> differences(Ownership now) {
        List<Difference> differences = new ArrayList<>();
        if (!now.owner().equals(owner)) {
            differences.add(Difference.of("owner", now.owner(), owner));
        }
        if (!now.group().equals(group)) {
            differences.add(Difference.of("group", now.group(), group));
        }
        if (now.mode() != mode) {
            differences.add(Difference.of("mode", Ownership.octal(now.mode()), octal()));
        }
        return differences;
    }

    public String octal() {
        return Ownership.octal(mode);
    }

    /** {@code owner:group}. */
    public String pair() {
        return owner + ":" + group;
    }

    /** Sets them on a file that exists. */
    public Change set(Change change, String path) {
        return change.run("own", path, pair(), octal());
    }
}
