package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlPassword;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.Ownership;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;
import provisioner.state.StateView;

/**
 * A MySQL or MariaDB server that lets the administrator in and has these settings now. What it starts with is in its files.
 *
 * @param settings global variables by name
 * @param undeclared the accounts that are looked for; empty where another step does, or where not all steps are known
 */
record MysqlServerResource(
        MysqlLogin login, SortedMap<String, String> settings, Optional<UndeclaredAccounts> undeclared)
        implements MysqlResource {
    static final Pattern VARIABLE = Pattern.compile("[a-z][a-z0-9_]*");
    private static final int DATA_MODE = 0700;
    private static final String RESTART = "an earlier step restarts the server with its configuration files";

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "mysql_server";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            MysqlLogin login = MysqlFields.login(fields);
            SortedMap<String, String> settings = new TreeMap<>(fields.stringMap("settings"));
            settings.keySet().stream()
                    .filter(name -> !VARIABLE.matcher(name).matches())
                    .forEach(name -> fields.refuse(
                            "settings", "invalid system variable '" + name + "'", "use lower case: max_connections"));
            return Optional.of(new MysqlServerResource(login, settings, Optional.empty()));
        }
    }

    @Override
    public String title() {
        return "mysql_server port " + login.port();
    }

    @Override
    public Resource among(Claimed all) {
        return new MysqlServerResource(login, settings, UndeclaredAccounts.of(this, all));
    }

    @Override
    public List<Claim> claims() {
        return settings.entrySet().stream()
                .map(e -> Claim.of("server on port " + login.port(), "value of '" + e.getKey() + "'", e.getValue()))
                .toList();
    }

    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(
                MysqlResource.super.accountsFor(),
                settings.keySet().stream().map(name -> Things.databaseSetting(name, login.port())));
    }

    @Override
    public Assessment assess(StateView state) {
        MysqlState now = state.get(query());
        if (now.server().isPresent()) {
            return assess(now.server().get());
        }
        String account = login.user() + "@" + MysqlLogin.HOST;
        if (now.admitted()) {
            return new InSync();
        }
        if (now.refused()) {
            return admit(new Change().differs("administrator", "refused", account))
                    .becomes(query(), now.letIn())
                    .assessment();
        }
        if (now.listens() || !(state.get(DATA) instanceof Missing)) {
            return MysqlFields.unknown(now, state.alteredBy(query()));
        }
        if (state.settled(query())) {
            return new Impossible(
                    "no database server answers: " + now.why(),
                    "add steps that install its package and start its service before this one");
        }
        return admit(new Change().differs("administrator", "", account))
                .becomes(DATA, new Directory(new Ownership("mysql", "mysql", DATA_MODE)))
                .becomes(query(), MysqlState.of(MysqlServer.fresh(settings)))
                .assessment();
    }

    /**
     * As root through the server's socket, on standard input. Local to the server: in its binary log it would be an errant
     * transaction of every replica. MariaDB gets a hash, because it logs what it gets; MySQL itself leaves passwords out of
     * its logs, and its hash needs a salt that is another one each time.
     */
    private Change admit(Change change) {
        String password = login.password().value();
        Bytes mysql = Bytes.utf8("""
                SET SESSION sql_log_bin = 0;
                SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';
                SET @provisioner_closed = @@GLOBAL.super_read_only;
                SET GLOBAL super_read_only = OFF;
                %s
                SET GLOBAL super_read_only = @provisioner_closed;
                """.formatted(account("IDENTIFIED BY " + text(password))));
        Bytes mariadb = Bytes.utf8("""
                SET SESSION sql_log_bin = 0;
                SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';
                %s
                """.formatted(account("IDENTIFIED WITH " + MysqlPassword.NATIVE + " USING "
                + text(MysqlPassword.fresh(password, MysqlPassword.NATIVE)))));
        return change.send(mysql)
                .send(mariadb)
                .run("mysql_admit \"$BLOBS/" + mysql.sha256() + "\" \"$BLOBS/" + mariadb.sha256() + "\"")
                .sql(SqlChange.of(login, List.of(new SqlChange.SetWhereNotSo(settings))));
    }

    private String account(String identified) {
        return """
                CREATE USER IF NOT EXISTS %1$s %2$s;
                ALTER USER %1$s %2$s;
                GRANT ALL ON *.* TO %1$s WITH GRANT OPTION;""".formatted(text(login.user()) + "@" + text(MysqlLogin.HOST), identified);
    }

    /** With {@code NO_BACKSLASH_ESCAPES} a quote is all that needs care. */
    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private Assessment assess(MysqlServer server) {
        Change change = new Change();
        List<SqlChange.Operation> statements = new ArrayList<>();
        Set<String> persisted = new TreeSet<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String name = setting.getKey();
            Optional<String> now = server.variable(name);
            // One that was only predicted has no version yet, and what it will have nobody needs to know.
            if (now.isEmpty() && !server.version().isEmpty()) {
                return new Impossible("the server has no variable '" + name + "'", "it is version " + server.version());
            }
            if (now.isPresent() && !MysqlServer.sameValue(now.get(), setting.getValue())) {
                change.differs(name, now.get(), setting.getValue());
                statements.add(SqlChange.Undoable.of(
                        SqlStatement.setGlobal(name, setting.getValue()), SqlStatement.setGlobal(name, now.get())));
            }
            String atStart = server.persisted().get(name);
            if (atStart != null && !MysqlServer.sameValue(atStart, setting.getValue())) {
                change.differs(name + " at the next start", atStart, setting.getValue());
                statements.add(
                        SqlChange.Undoable.of(SqlStatement.resetPersisted(name), SqlStatement.persist(name, atStart)));
                persisted.add(name);
            }
        }
        List<SqlChange.Operation> locks =
                undeclared.map(accounts -> accounts.lock(change, server)).orElseGet(List::of);
        MysqlServer after = server.withVariables(settings, persisted);
        change.becomes(
                query(),
                MysqlState.of(undeclared.map(accounts -> accounts.after(after)).orElse(after)));
        if (locks.isEmpty()) {
            return change.sql(SqlChange.of(login, statements))
                    .openBecause(server.restarted() ? RESTART : "")
                    .assessment();
        }
        // Every server locks for itself: whoever changes what a group has in common may come last.
        statements.addAll(locks);
        return LocalOrReplicated.run(change, login, server, true, statements).assessment();
    }

    @Override
    public String toString() {
        return title();
    }
}
