package provisioner.resource.mysql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.secret.Secret;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Cidr;
import provisioner.state.MysqlLogin;
import provisioner.state.SqlStatement;

/** {@code mysql_user}. */
final class MysqlUserType implements ResourceType {
    // Words only: a privilege stands in the statement as it is written.
    private static final Pattern PRIVILEGE = Pattern.compile("[A-Z]+([ _][A-Z]+)*+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:%/-]{1,255}");
    private static final Pattern ON = Pattern.compile("\\*|[A-Za-z0-9_$-]+");

    @Override
    public String name() {
        return "mysql_user";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        MysqlLogin login = MysqlFields.login(fields);
        String user = fields.string("name");
        if (user.length() > 32 || user.matches(".*[\\p{Cntrl}'].*")) {
            fields.refuse("name", "invalid user name '" + user + "'", "use up to 32 characters, no quotes");
        }
        Foundation.keep(fields, "name", Kind.MYSQL_USER, user, "must stay as it is");
        if (user.equals(login.user()) && !user.equals(MysqlFields.ADMIN)) {
            fields.refuse("name", "'" + user + "' is the administrator's account", "'mysql_server' manages that one");
        }
        if (fields.bool("absent", false)) {
            return Optional.of(absent(fields, login, user));
        }
        SortedSet<String> hosts = hosts(fields);
        Secret password = MysqlFields.password(fields, "password");
        SortedMap<String, SortedSet<String>> grants = new TreeMap<>();
        fields.list("grants").forEach(node -> grant(Fields.of(node, "a grant", fields.problems()), grants));
        return Optional.of(new MysqlUserResource(
                login, user, hosts, password, grants, fields.bool("require_ssl", false), fields.bool("local", false)));
    }

    /** Nobody of that name may come from anywhere. */
    private static Resource absent(Fields fields, MysqlLogin login, String user) {
        for (String key : List.of("hosts", "password", "grants", "require_ssl")) {
            fields.atMostOne("absent", key);
        }
        boolean local = fields.bool("local", false);
        return new MysqlUserResource(login, user, new TreeSet<>(), new Secret(""), new TreeMap<>(), false, local);
    }

    private static SortedSet<String> hosts(Fields fields) {
        SortedSet<String> hosts = new TreeSet<>();
        for (Node.Scalar host : fields.words("hosts")) {
            if (!HOST.matcher(host.text()).matches()) {
                fields.problems()
                        .add(
                                host.location(),
                                "invalid host for an account '" + host.text() + "'",
                                "write an address, a name or a pattern, such as 192.0.2.%");
            }
            MysqlNames.wrongHost(host.text())
                    .ifPresent(wrong ->
                            fields.problems().add(host.location(), "'" + host.text() + "' " + wrong, Cidr.OTHER_FORMS));
            hosts.add(MysqlNames.host(host.text()));
        }
        if (!fields.has("hosts")) {
            fields.missing(
                    "hosts", "'mysql_user' needs 'hosts'", "list where it may log in from: localhost, 192.0.2.11");
        }
        return hosts;
    }

    private static void grant(Fields fields, SortedMap<String, SortedSet<String>> grants) {
        String on = fields.string("on");
        SortedSet<String> privileges = new TreeSet<>();
        for (Node.Scalar scalar : fields.scalars("privileges")) {
            for (String word : scalar.text().split(",")) {
                privilege(fields, scalar, word.strip().toUpperCase(Locale.ROOT)).ifPresent(privileges::add);
            }
        }
        if (fields.scalars("privileges").isEmpty()) {
            fields.problems().add(fields.location(), "a grant needs 'privileges'");
        }
        object(on)
                .ifPresentOrElse(
                        object -> grants.computeIfAbsent(object, o -> new TreeSet<>())
                                .addAll(privileges),
                        () -> fields.refuse("on", "'on' must be *.*, app.* or app.table, found '" + on + "'", ""));
        fields.done();
    }

    private static Optional<String> privilege(Fields fields, Node.Scalar scalar, String privilege) {
        if (privilege.startsWith("ALL")) {
            String hint = "list the privileges: SELECT, INSERT, UPDATE, DELETE";
            fields.problems().add(scalar.location(), "'" + privilege + "' differs from server to server", hint);
            return Optional.empty();
        }
        if (privilege.equals("USAGE")) {
            fields.problems()
                    .add(
                            scalar.location(),
                            "'USAGE' must not be listed: to a server it means no privilege",
                            "remove it");
            return Optional.empty();
        }
        if (!PRIVILEGE.matcher(privilege).matches()) {
            fields.problems().add(scalar.location(), "invalid privilege '" + privilege + "'", "such as SELECT");
            return Optional.empty();
        }
        return Optional.of(privilege);
    }

    /** As the server writes it. In a database's name {@code _} would stand for any character, so it is escaped there. */
    private static Optional<String> object(String on) {
        String[] parts = on.split("\\.", 2);
        if (parts.length != 2
                || !ON.matcher(parts[0]).matches()
                || !ON.matcher(parts[1]).matches()
                || parts[0].equals("*") && !parts[1].equals("*")) {
            return Optional.empty();
        }
        if (parts[0].equals("*")) {
            return Optional.of("*.*");
        }
        return Optional.of(
                parts[1].equals("*")
                        ? SqlStatement.name(parts[0].replace("_", "\\_")) + ".*"
                        : SqlStatement.name(parts[0]) + "." + SqlStatement.name(parts[1]));
    }
}
