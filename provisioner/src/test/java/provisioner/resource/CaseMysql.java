package provisioner.resource;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import provisioner.resource.mysql.MysqlPassword;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlHandover;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.SqlStatement;

/** What a case says of a host's database server, and how one is written in what a case expects. */
final class CaseMysql {
    private CaseMysql() {}

    static MysqlState state(Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar) {
            boolean refused = scalar.text().startsWith("refused");
            return new MysqlState(Optional.empty(), refused, scalar.text());
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
                fields.optionalString("version").orElse("9.7.4"),
                new TreeMap<>(fields.stringMap("variables")),
                new TreeMap<>(fields.stringMap("persisted")),
                databases,
                accounts,
                fields.fields("replication", "replication").map(CaseMysql::replication),
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
                new MysqlAccount.Name(fields.string("user"), fields.string("host")),
                new MysqlAccount(
                        plugin,
                        stored.isEmpty() ? MysqlPassword.example(password, plugin) : stored,
                        fields.bool("require_ssl", false),
                        fields.bool("locked", false),
                        grants));
        fields.done();
    }

    private static MysqlServer.Replication replication(Fields fields) {
        MysqlServer.Replication replication = new MysqlServer.Replication(
                fields.string("source"),
                fields.optionalInteger("port", 1, 65535).orElse(3306),
                fields.optionalString("user").orElse("replication"),
                fields.bool("tls", true),
                fields.bool("verified", false),
                fields.bool("by_gtid", true),
                fields.optionalString("receiving").orElse("Yes"),
                fields.optionalString("applying").orElse("Yes"),
                fields.optionalString("error").orElse(""));
        fields.done();
        return replication;
    }

    static MysqlSourceState source(Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar) {
            return new MysqlSourceState(false, scalar.text(), false, "");
        }
        Fields fields = Fields.of(node, "a source", problems);
        MysqlSourceState state = new MysqlSourceState(
                true,
                "",
                fields.bool("read_only", false),
                fields.optionalString("errant").orElse(""));
        fields.done();
        return state;
    }

    static String text(MysqlState state) {
        return state.server()
                .map(server -> "server " + server.variables() + " persisted " + server.persisted() + " databases "
                        + server.databases().keySet() + " heartbeat " + server.heartbeat()
                        + server.replication().map(r -> "\n        " + r).orElse("")
                        + server.accounts().entrySet().stream()
                                .map(e -> "\n        " + e.getKey()
                                        + (e.getValue().requireSsl() ? " over TLS " : " ")
                                        + e.getValue().grants())
                                .collect(Collectors.joining()))
                .orElse("no server");
    }

    private static void handover(StringBuilder text, MysqlHandover handover) {
        text.append("    - take over from ").append(handover.source().address()).append("\n");
        handover.others()
                .forEach(other -> text.append("    - unless there is more at ")
                        .append(other.address())
                        .append("\n"));
    }

    static void action(StringBuilder text, Action.Sql action) {
        text.append("  sql:\n");
        action.change().handover().ifPresent(handover -> handover(text, handover));
        action.change()
                .settings()
                .forEach((name, value) -> text.append("    - set where it is not so: ")
                        .append(name)
                        .append(" = ")
                        .append(value)
                        .append("\n"));
        action.change().statements().forEach(sql -> text.append("    - ").append(line(sql)));
        if (!action.change().atEnd().isEmpty()) {
            text.append("  at end:\n");
        }
        action.change().atEnd().forEach(sql -> text.append("    - ").append(line(sql)));
        if (action.change().awaitReplication()) {
            text.append("  awaits replication\n");
        }
    }

    private static String line(SqlStatement sql) {
        String values = sql.values().stream().map(v -> v.value()).collect(Collectors.joining(", "));
        return sql.text().replaceAll("\\s+", " ") + (values.isEmpty() ? "" : " <- " + values) + "\n";
    }
}
