package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import provisioner.resource.Change;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlPassword;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** What one account needs to become as desired. Privileges are taken and given one by one: what is right stays in force. */
final class MysqlAccountChange {
    private static final String ROLE = "role";

    private final MysqlUserResource desired;
    private final MysqlAccount.Name name;
    private final Change change;
    private final SortedMap<String, SortedSet<String>> wanted;
    private final List<SqlChange.Operation> statements = new ArrayList<>();
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
        MysqlAccount now = before;
        if (now == null) {
            change.differs("account " + name, "", desired.requireSsl() ? "only over TLS" : "there");
            execute("CREATE USER ?@?" + identified + require(), plugin);
            now = new MysqlAccount(
                    plugin, MysqlPassword.example(password, plugin), desired.requireSsl(), false, new TreeMap<>());
        }
        boolean known = MysqlPassword.matches(password, now.plugin(), now.stored());
        if (!known) {
            change.differs("password of " + name, "another one", "as declared");
            execute("ALTER USER ?@?" + identified, plugin);
        }
        if (now.requireSsl() != desired.requireSsl()) {
            change.differs("TLS of " + name, required(now.requireSsl()), required(desired.requireSsl()));
            execute("ALTER USER ?@? " + require());
        }
        if (now.locked()) {
            change.differs("login of " + name, "locked", "open");
            execute("ALTER USER ?@? ACCOUNT UNLOCK");
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

    private void execute(String text) {
        statements.add(statement(text));
    }

    private void execute(String text, String plugin) {
        statements.add(new SqlChange.WithPassword(statement(text), plugin, desired.password()));
    }

    private SqlStatement statement(String text) {
        return SqlStatement.of(text.strip(), name.user(), name.host());
    }

    private String require() {
        return desired.requireSsl() ? "REQUIRE SSL" : "REQUIRE NONE";
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
            extra.forEach(privilege -> execute("REVOKE " + privilege + object(on) + " FROM ?@?"));
            missing.forEach(privilege -> execute("GRANT " + privilege + object(on) + " TO ?@?"));
        }
    }

    private static String object(String on) {
        return on.equals(ROLE) ? "" : " ON " + on;
    }
}
