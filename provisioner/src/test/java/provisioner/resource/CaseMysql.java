package provisioner.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlPassword;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** What a case says of a host's database server, and of statements for it. */
final class CaseMysql {
    private static final String VERSION = "9.7.4";
    private static final int PORT = 3306;
    private static final String USER = "replication";
    private static final String YES = "Yes";
    private static final String LET_IN = "let in after ";

    private CaseMysql() {}

    static MysqlState read(Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar) {
            MysqlState none = MysqlState.unreached(scalar.text());
            MysqlState refused = MysqlState.refused(scalar.text().replace(LET_IN, ""));
            return scalar.text().startsWith(LET_IN)
                    ? refused.letIn()
                    : scalar.text().startsWith("refused")
                            ? refused
                            : scalar.text().startsWith("unusable") ? MysqlState.unusable(scalar.text()) : none;
        }
        Fields fields = Fields.of(node, "a database server", problems);
        SortedMap<String, MysqlServer.Database> databases = new TreeMap<>();
        fields.stringMap("databases").forEach((name, text) -> {
            String[] words = text.split(" ");
            databases.put(name, new MysqlServer.Database(words[0], words.length > 1 ? words[1] : ""));
        });
        SortedMap<MysqlAccount.Name, MysqlAccount> accounts = new TreeMap<>();
        fields.list("accounts").forEach(account -> account(Fields.of(account, "an account", problems), accounts));
        MysqlServer server = new MysqlServer(
                fields.optionalString("version").orElse(VERSION),
                new TreeMap<>(fields.stringMap("variables")),
                new TreeMap<>(fields.stringMap("persisted")),
                databases,
                accounts,
                fields.fields("replication", "replication").map(CaseMysql::replication),
                fields.fields("group", "group").map(CaseMysql::group),
                fields.bool("heartbeat", true),
                fields.bool("restarted", false),
                fields.bool("copied", false));
        fields.done();
        return MysqlState.of(server);
    }

    private static void account(Fields fields, SortedMap<MysqlAccount.Name, MysqlAccount> into) {
        SortedMap<String, SortedSet<String>> grants = new TreeMap<>();
        fields.mapping("grants")
                .ifPresent(m -> m.entries()
                        .forEach((on, entry) -> grants.put(
                                on,
                                ((Node.Sequence) entry.value())
                                        .items().stream()
                                                .map(item -> ((Node.Scalar) item).text())
                                                .collect(Collectors.toCollection(TreeSet::new)))));
        String plugin = fields.optionalString("plugin").orElse(MysqlPassword.CACHING);
        String stored = fields.optionalString("stored").orElse("");
        String password = fields.optionalString("password").orElse("");
        into.put(
                new MysqlAccount.Name(
                        fields.string("user"), fields.optionalString("host").orElse("")),
                new MysqlAccount(
                        plugin,
                        stored.isEmpty() ? MysqlPassword.example(password, plugin) : stored,
                        fields.bool("require_ssl", false),
                        fields.bool("locked", false),
                        grants));
        fields.done();
    }

    private static MysqlGroup group(Fields fields) {
        SortedMap<String, MysqlGroup.Member> members = new TreeMap<>();
        fields.stringMap("members").forEach((address, text) -> {
            String[] words = text.split(" ");
            members.put(
                    address,
                    new MysqlGroup.Member(
                            words[0], words.length > 1 ? words[1] : "", words.length > 2 ? words[2] : "", 0));
        });
        MysqlGroup group = new MysqlGroup(
                fields.string("name"),
                fields.optionalString("state").orElse("ONLINE"),
                fields.optionalString("role").orElse(""),
                members,
                fields.optionalString("recovery").orElse(""));
        fields.done();
        return group;
    }

    private static Object write(MysqlGroup group) {
        CaseForm members = new CaseForm();
        group.members()
                .forEach((address, member) -> members.put(
                        address,
                        String.join(" ", member.state(), member.role(), member.version())
                                .strip()));
        return new CaseForm()
                .put("name", group.name())
                .put("state", group.state(), "ONLINE")
                .put("role", group.role(), "")
                .some("members", members.entries())
                .put("recovery", group.recovery(), "")
                .entries();
    }

    private static MysqlServer.Replication replication(Fields fields) {
        MysqlServer.Replication replication = new MysqlServer.Replication(
                fields.string("source"),
                fields.optionalInteger("port", 1, 65535).orElse(PORT),
                fields.optionalString("user").orElse(USER),
                fields.bool("tls", true),
                fields.bool("verified", false),
                fields.bool("by_gtid", true),
                fields.optionalString("receiving").orElse(YES),
                fields.optionalString("applying").orElse(YES),
                fields.optionalString("error").orElse(""),
                new TreeMap<>(fields.stringMap("options")),
                new TreeSet<>(fields.stringList("at_start")),
                new TreeMap<>(fields.stringMap("channels")));
        fields.done();
        return replication;
    }

    static MysqlSourceState readSource(Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar) {
            return MysqlSourceState.unreached(scalar.text());
        }
        Fields fields = Fields.of(node, "a source", problems);
        MysqlSourceState state = new MysqlSourceState(
                true,
                "",
                fields.bool("read_only", false),
                fields.optionalString("errant").orElse(""),
                fields.optionalString("uuid").orElse(""),
                fields.optionalString("group").orElse(""),
                fields.optionalString("member").orElse(""),
                fields.optionalString("ahead").orElse(""));
        fields.done();
        return state;
    }

    static Object write(MysqlState state, CaseKnown known) {
        return state.server()
                .<Object>map(server -> write(server, known))
                .orElse((state.admitted() ? LET_IN : "") + state.why());
    }

    private static Object write(MysqlServer server, CaseKnown known) {
        CaseForm databases = new CaseForm();
        server.databases()
                .forEach((name, database) ->
                        databases.put(name, (database.charset() + " " + database.collation()).strip()));
        List<Object> accounts = new ArrayList<>();
        server.accounts().forEach((name, account) -> accounts.add(write(name, account, known)));
        return new CaseForm()
                .put("version", server.version(), VERSION)
                .some("variables", server.variables())
                .some("persisted", server.persisted())
                .some("databases", databases.entries())
                .some("accounts", accounts)
                .put("replication", server.replication().map(CaseMysql::write))
                .put("group", server.group().map(CaseMysql::write))
                .put("heartbeat", server.heartbeat(), true)
                .put("restarted", server.restarted(), false)
                .put("copied", server.copied(), false)
                .entries();
    }

    private static Object write(MysqlAccount.Name name, MysqlAccount account, CaseKnown known) {
        CaseForm form = new CaseForm()
                .put("user", name.user())
                .put("host", name.host(), "")
                .put("plugin", account.plugin(), MysqlPassword.CACHING);
        if (!MysqlPassword.example("", account.plugin()).equals(account.stored())) {
            known.password(account.plugin(), account.stored())
                    .ifPresentOrElse(
                            password -> form.put("password", password), () -> form.put("stored", account.stored()));
        }
        return form.put("require_ssl", account.requireSsl(), false)
                .put("locked", account.locked(), false)
                .some("grants", account.grants())
                .entries();
    }

    private static Object write(MysqlServer.Replication replication) {
        return new CaseForm()
                .put("source", replication.sourceAddress())
                .put("port", replication.sourcePort(), PORT)
                .put("user", replication.user(), USER)
                .put("tls", replication.tls(), true)
                .put("verified", replication.verified(), false)
                .put("by_gtid", replication.byGtid(), true)
                .put("receiving", replication.receiving(), YES)
                .put("applying", replication.applying(), YES)
                .put("error", replication.error(), "")
                .some("options", replication.options())
                .some("at_start", List.copyOf(replication.atStart()))
                .some("channels", replication.channels())
                .entries();
    }

    static Object write(MysqlSourceState source) {
        return source.reached()
                ? new CaseForm()
                        .put("read_only", source.readOnly(), false)
                        .put("errant", source.errant(), "")
                        .put("uuid", source.uuid(), "")
                        .put("group", source.group(), "")
                        .put("member", source.member(), "")
                        .put("ahead", source.ahead(), "")
                        .entries()
                : source.why();
    }

    private static void handover(StringBuilder text, SqlChange.TakeOver handover) {
        text.append("    - take over as ")
                .append(handover.address())
                .append(handover.source().map(from -> " from " + from.address()).orElse(""))
                .append(handover.partner().isEmpty() ? "" : ", partner of " + handover.partner())
                .append("\n");
        handover.others()
                .forEach(other -> text.append("    - unless there is more, or too few follow nobody else, at ")
                        .append(other.address())
                        .append("\n"));
    }

    static MysqlSelectState readSelect(Node node) {
        String seen = ((Node.Scalar) node).text();
        return new MysqlSelectState(seen.equals("1"), seen);
    }

    static void action(StringBuilder text, Action.Sql action) {
        text.append("  sql:\n");
        action.change().operations().forEach(operation -> operation(text, operation));
        if (!action.change().atEnd().isEmpty()) {
            text.append("  at end:\n");
        }
        action.change().atEnd().forEach(sql -> text.append("    - ").append(line(sql)));
    }

    private static void operation(StringBuilder text, SqlChange.Operation operation) {
        switch (operation) {
            case SqlStatement sql -> text.append("    - ").append(line(sql));
            case SqlChange.WithPassword account ->
                text.append("    - ")
                        .append(line(account.statement()).strip())
                        .append(", hashed ")
                        .append(account.password().value())
                        .append("\n");
            case SqlChange.Undoable(var done, var undo) -> {
                operation(text, done);
                undo.forEach(sql -> text.append("        undo: ").append(line(sql)));
            }
            case SqlChange.SetWhereNotSo(var settings) ->
                settings.forEach((name, value) -> text.append("    - set where it is not so: ")
                        .append(name)
                        .append(" = ")
                        .append(value)
                        .append("\n"));
            case SqlChange.AwaitSuccessor(var next, var others) ->
                text.append("    - await at ")
                        .append(next.address())
                        .append(" what is here")
                        .append(others.stream()
                                .map(other -> ", at " + other.address())
                                .collect(Collectors.joining()))
                        .append("\n");
            case SqlChange.TakeOver handover -> handover(text, handover);
            case SqlChange.AwaitMember(boolean returning) ->
                text.append("  awaits the ")
                        .append(returning ? "return of the " : "")
                        .append("member\n");
            case SqlChange.StopMember() -> text.append("  stops the member unless it takes part\n");
            case SqlChange.LeaveAbandoned(var others) ->
                text.append("  leaves the group, unless one of these takes part: ")
                        .append(others.stream().map(MysqlSourceQuery::address).collect(Collectors.joining(", ")))
                        .append('\n');
            case SqlChange.AwaitReplication() -> text.append("  awaits replication\n");
        }
    }

    private static String line(SqlStatement sql) {
        String values = sql.values().stream().map(v -> v.value()).collect(Collectors.joining(", "));
        return sql.text().replaceAll("\\s+", " ") + (values.isEmpty() ? "" : " <- " + values) + "\n";
    }
}
