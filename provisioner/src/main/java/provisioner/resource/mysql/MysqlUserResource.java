package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Things;
import provisioner.secret.Secret;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlState;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;
import provisioner.state.StateView;

/**
 * All accounts of one user name: one for each host that it may come from, with exactly these privileges.
 *
 * @param hosts those that it may come from; an account of the same name for another host goes
 * @param grants privileges by what they are on, as {@link MysqlAccount#grants} has them
 * @param local whether the account is this server's alone, and not replicated
 */
record MysqlUserResource(
        MysqlLogin login,
        String user,
        SortedSet<String> hosts,
        Secret password,
        SortedMap<String, SortedSet<String>> grants,
        boolean requireSsl,
        boolean local)
        implements MysqlResource {

    @Override
    public String title() {
        return "mysql_user " + user;
    }

    @Override
    public List<Claim> claims() {
        String thing = Things.databaseAccounts(user, login.port());
        List<Claim> claims = new ArrayList<>();
        claims.add(Claim.of(thing, "list of hosts", hosts));
        if (!hosts.isEmpty()) {
            claims.add(Claim.of(thing, "set of grants", grants));
            claims.add(Claim.unseen(thing, "password", password));
            claims.add(Claim.of(thing, "value of 'require_ssl'", requireSsl));
        }
        return claims;
    }

    @Override
    public Assessment assess(StateView state) {
        return onServer(state, server -> assess(server, state));
    }

    private Assessment assess(MysqlServer server, StateView state) {
        Change change = new Change();
        List<SqlChange.Operation> statements = new ArrayList<>();
        SortedMap<MysqlAccount.Name, MysqlAccount> accounts = new TreeMap<>(server.accounts());
        List<MysqlAccount.Name> gone = new ArrayList<>();
        for (MysqlAccount.Name name : names(server)) {
            if (hosts.contains(name.host())) {
                MysqlAccountChange account =
                        new MysqlAccountChange(this, name, accounts.get(name), server.mariadb(), change);
                statements.addAll(account.statements());
                accounts.put(name, account.after());
            } else {
                change.removes("account " + name, "there");
                gone.add(name);
                accounts.remove(name);
            }
        }
        if (!gone.isEmpty()) {
            statements.add(drop(gone));
        }
        change.becomes(query(), MysqlState.of(server.withAccounts(accounts))).certain(state.settled(query()));
        return LocalOrReplicated.run(change, login, server, local, statements).assessment();
    }

    /** At the end and in one statement, since it cannot be taken back. */
    private static SqlStatement drop(List<MysqlAccount.Name> accounts) {
        return SqlStatement.of(
                "DROP USER " + String.join(", ", Collections.nCopies(accounts.size(), "?@?")),
                accounts.stream()
                        .flatMap(name -> Stream.of(name.user(), name.host()))
                        .toArray(String[]::new));
    }

    /** Those that are declared, and those that are there. */
    private Set<MysqlAccount.Name> names(MysqlServer server) {
        Set<MysqlAccount.Name> names = new LinkedHashSet<>();
        hosts.forEach(host -> names.add(new MysqlAccount.Name(user, host)));
        server.accounts().keySet().stream()
                .filter(name -> name.user().equals(user))
                .forEach(names::add);
        return new TreeSet<>(names);
    }
}
