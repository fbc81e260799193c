package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import provisioner.resource.Change;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlPassword;
import provisioner.state.SqlChange;
import provisioner.state.SqlChange.Undoable;
import provisioner.state.SqlStatement;

/** What one account needs to become as desired. Privileges are taken and given one by one: what is right stays in force. */
final class MysqlAccountChange {
    private final MysqlUserResource desired;
    private final MysqlAccount.Name name;
    private final Change change;
    private final SortedMap<String, SortedSet<String>> wanted;
    private final List<SqlChange.Operation> statements = new ArrayList<>();
    private final boolean isNew;
    private final MysqlAccount after;

    /** @param before null where there is no such account */
    MysqlAccountChange(
            MysqlUserResource desired,
            MysqlAccount.Name name,
            @Nullable MysqlAccount before,
            boolean mariadb,
            Change change) {
        this.change = change;
        this.desired = desired;
        this.name = name;
        this.wanted = MysqlNames.grants(desired.grants(), mariadb);
        String plugin = mariadb ? MysqlPassword.NATIVE : MysqlPassword.CACHING;
        String identified = " IDENTIFIED WITH " + plugin + (mariadb ? " USING ? " : " AS ? ");
        String password = desired.password().value();
        this.isNew = before == null;
        MysqlAccount now = before;
        if (now == null) {
            change.differs("account " + name, "", desired.requireSsl() ? "only over TLS" : "there");
            statements.add(Undoable.of(
                    withPassword("CREATE USER ?@?" + identified + require(desired.requireSsl()), plugin),
                    statement("DROP USER ?@?")));
            now = new MysqlAccount(
                    plugin, MysqlPassword.example(password, plugin), desired.requireSsl(), false, new TreeMap<>());
        }
        boolean known = MysqlPassword.matches(password, now.plugin(), now.stored());
        if (!known) {
            change.differs("password of " + name, "another one", "as declared");
            statements.add(new Undoable(
                    withPassword("ALTER USER ?@?" + identified, plugin),
                    formerPassword(now, mariadb).stream().toList()));
        }
        if (now.requireSsl() != desired.requireSsl()) {
            change.differs("TLS of " + name, required(now.requireSsl()), required(desired.requireSsl()));
            execute("ALTER USER ?@? " + require(desired.requireSsl()), "ALTER USER ?@? " + require(now.requireSsl()));
        }
        if (now.locked()) {
            change.differs("login of " + name, "locked", "open");
            execute("ALTER USER ?@? ACCOUNT UNLOCK", "ALTER USER ?@? ACCOUNT LOCK");
        }
        grants(now.grants());
        String stored = known ? now.stored() : MysqlPassword.example(password, plugin);
        this.after = new MysqlAccount(known ? now.plugin() : plugin, stored, desired.requireSsl(), false, wanted);
    }

    List<SqlChange.Operation> statements() {
        return List.copyOf(statements);
    }

    MysqlAccount after() {
        return after;
    }

    /** @param undo what takes it back; a new account just goes */
    private void execute(String text, String undo) {
        statements.add(isNew ? statement(text) : Undoable.of(statement(text), statement(undo)));
    }

    private SqlChange.WithPassword withPassword(String text, String plugin) {
        return new SqlChange.WithPassword(statement(text), plugin, desired.password());
    }

    /** What the server keeps of the password until now; both kinds consist of ASCII characters. */
    private Optional<SqlStatement> formerPassword(MysqlAccount now, boolean mariadb) {
        String text = "ALTER USER ?@? IDENTIFIED WITH " + now.plugin();
        return Optional.of(now.plugin())
                .filter(plugin -> plugin.matches("[a-z0-9_]+"))
                .map(plugin -> now.stored().isEmpty()
                        ? statement(text)
                        : SqlStatement.of(
                                text + (mariadb ? " USING ?" : " AS ?"),
                                name.user(),
                                name.host(),
                                MysqlPassword.text(now.stored())));
    }

    private SqlStatement statement(String text) {
        return SqlStatement.of(text.strip(), name.user(), name.host());
    }

    private static String require(boolean ssl) {
        return ssl ? "REQUIRE SSL" : "REQUIRE NONE";
    }

    private static String required(boolean ssl) {
        return ssl ? "required" : "not required";
    }

    private void grants(SortedMap<String, SortedSet<String>> now) {
        SortedSet<String> objects = new TreeSet<>(now.keySet());
        objects.addAll(wanted.keySet());
        for (String on : objects) {
            SortedSet<String> has = now.getOrDefault(on, new TreeSet<>());
            SortedSet<String> due = wanted.getOrDefault(on, new TreeSet<>());
            if (has.equals(due)) {
                continue;
            }
            change.differs("privileges of " + name + " on " + on, String.join(", ", has), String.join(", ", due));
            SortedSet<String> extra = new TreeSet<>(has);
            extra.removeAll(due);
            SortedSet<String> missing = new TreeSet<>(due);
            missing.removeAll(has);
            extra.forEach(privilege -> execute(revoke(privilege, on), grant(privilege, on)));
            missing.forEach(privilege -> execute(grant(privilege, on), revoke(privilege, on)));
        }
    }

    private static String grant(String privilege, String on) {
        return "GRANT " + privilege + object(on) + " TO ?@?";
    }

    private static String revoke(String privilege, String on) {
        return "REVOKE " + privilege + object(on) + " FROM ?@?";
    }

    private static String object(String on) {
        return on.equals(MysqlAccount.ROLE) ? "" : " ON " + on;
    }
}
