package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.source.Fields;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlState;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;
import provisioner.state.StateView;

/**
 * A database (schema), with what its new tables get.
 *
 * @param collation empty for the character set's own
 * @param undeclared the accounts that are looked for; empty where another step does, or where not all steps are known
 */
record MysqlDatabaseResource(
        MysqlLogin login,
        String name,
        String charset,
        Optional<String> collation,
        Optional<UndeclaredAccounts> undeclared)
        implements MysqlResource {

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "mysql_database";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            MysqlLogin login = MysqlFields.login(fields);
            String name = fields.string("name");
            MysqlFields.wrongName(name)
                    .filter(wrong -> !name.isEmpty())
                    .ifPresent(wrong -> fields.refuse("name", "invalid database name '" + name + "'", wrong));
            Foundation.keep(fields, "name", Kind.MYSQL_DATABASE, name.toLowerCase(Locale.ROOT), "must stay as it is");
            String charset = word(fields, "charset").orElse("utf8mb4");
            return Optional.of(
                    new MysqlDatabaseResource(login, name, charset, word(fields, "collation"), Optional.empty()));
        }

        private static Optional<String> word(Fields fields, String key) {
            Optional<String> word = fields.optionalString(key);
            word.filter(w -> !w.matches("[a-z0-9_]+"))
                    .ifPresent(w -> fields.refuse(key, "invalid " + key + " '" + w + "'", "such as utf8mb4"));
            return word;
        }
    }

    @Override
    public String title() {
        return "mysql_database " + name;
    }

    @Override
    public Resource among(Claimed all) {
        return new MysqlDatabaseResource(login, name, charset, collation, UndeclaredAccounts.of(this, all));
    }

    @Override
    public List<Claim> claims() {
        String thing = Things.database(name, login.port());
        List<Claim> claims = new ArrayList<>(Claim.stated(thing, "collation", collation));
        claims.add(Claim.of(thing, "charset", charset));
        return claims;
    }

    @Override
    public Assessment assess(StateView state) {
        return onServer(state, server -> assess(server, state));
    }

    private Assessment assess(MysqlServer server, StateView state) {
        Optional<MysqlServer.Database> there =
                Optional.ofNullable(server.databases().get(name));
        Change change = new Change();
        List<SqlChange.Operation> statements = new ArrayList<>();
        boolean fits = there.filter(this::fits).isPresent();
        MysqlServer after = server;
        if (!fits) {
            MysqlServer.Database wanted = new MysqlServer.Database(charset, collation.orElse(""));
            String attribute = there.isPresent() ? "character set" : "presence";
            change.differs(attribute, there.map(this::describe).orElse(""), describe(wanted));
            String verb = there.isPresent() ? "ALTER" : "CREATE";
            statements.add(SqlStatement.of(verb + " DATABASE " + SqlStatement.name(name) + " CHARACTER SET " + charset
                    + collation.map(c -> " COLLATE " + c).orElse("")));
            after = server.withDatabase(name, wanted);
        }
        if (undeclared.isPresent()) {
            statements.addAll(undeclared.get().lock(change, server));
            after = undeclared.get().after(after);
        }
        change.becomes(query(), MysqlState.of(after)).certain(state.settled(query()));
        // Every server locks for itself: whoever changes what a group has in common may come last.
        return LocalOrReplicated.run(change, login, server, fits, statements).assessment();
    }

    private boolean fits(MysqlServer.Database there) {
        return there.charset().equals(charset)
                && collation.filter(c -> !c.equals(there.collation())).isEmpty();
    }

    private String describe(MysqlServer.Database database) {
        return collation.isEmpty() || database.collation().isEmpty()
                ? database.charset()
                : database.charset() + " " + database.collation();
    }
}
