package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import provisioner.resource.Change;
import provisioner.resource.Claimed;
import provisioner.resource.Glob;
import provisioner.resource.Resource;
import provisioner.resource.Things;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlRights;
import provisioner.state.MysqlServer;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/**
 * Accounts with rights on what a step declares, although no step declares them: drift of that step, which locks them. Locking
 * takes nothing away that could not be given back.
 *
 * @param database the one on which they have rights; empty for the whole server
 * @param ofServer whether another step looks for those that have rights on the whole server
 * @param port on which the server listens
 * @param users those that steps declare, on this host or another
 * @param usersElsewhere those that steps declare for servers on any port: a server may get its accounts from one of them
 * @param administrators the accounts with which steps of this host log in, which only a server's own clients can use
 * @param accepted patterns of findings
 * @param whole whether the steps of all hosts are known: a server that gets its accounts from others has theirs, too
 */
record UndeclaredAccounts(
        Optional<String> database,
        boolean ofServer,
        int port,
        SortedSet<String> users,
        SortedSet<String> usersElsewhere,
        SortedSet<String> administrators,
        List<String> accepted,
        boolean whole) {
    /** What patterns about an account begin with. */
    static final String KIND = "mysql_account";

    private static final Pattern ACCOUNTS = Pattern.compile(
            Pattern.quote(Things.databaseAccounts("A")).replace("A", "\\E(.*)\\Q") + "([0-9]+)", Pattern.DOTALL);
    private static final Pattern ANY_KIND = Pattern.compile("[^ ]*[*?\\[{\\\\].*");

    UndeclaredAccounts {
        users = Collections.unmodifiableSortedSet(new TreeSet<>(users));
        usersElsewhere = Collections.unmodifiableSortedSet(new TreeSet<>(usersElsewhere));
        administrators = Collections.unmodifiableSortedSet(new TreeSet<>(administrators));
        accepted = List.copyOf(accepted);
    }

    /** What a step looks for: nothing where an earlier one looks for the same. */
    static Optional<UndeclaredAccounts> of(Resource asking, Claimed all) {
        return Optional.ofNullable(
                all.derived(Lookers.class, Lookers::of).byStep().get(asking));
    }

    /** One for each server of a host, and one for each database. */
    private record Lookers(Map<Resource, UndeclaredAccounts> byStep) {
        static Lookers of(Claimed all) {
            Map<String, Resource> first = new TreeMap<>();
            for (Resource resource : all.resources()) {
                place(resource).ifPresent(place -> first.putIfAbsent(place, resource));
            }
            Map<Resource, UndeclaredAccounts> lookers = new HashMap<>();
            first.forEach((place, resource) -> {
                MysqlResource step = (MysqlResource) resource;
                int port = step.login().port();
                Optional<String> database =
                        step instanceof MysqlDatabaseResource its ? Optional.of(its.name()) : Optional.empty();
                lookers.put(
                        step,
                        new UndeclaredAccounts(
                                database,
                                database.isPresent() && first.containsKey(server(port)),
                                port,
                                users(all, Optional.of(port)),
                                users(all, Optional.empty()),
                                administrators(all, port),
                                all.beyond().accepted().stream()
                                        .map(one -> one.pattern())
                                        .filter(Lookers::isOfAccounts)
                                        .toList(),
                                all.beyond().whole()));
            });
            return new Lookers(lookers);
        }

        private static Optional<String> place(Resource resource) {
            return switch (resource) {
                case MysqlServerResource its -> Optional.of(server(its.login().port()));
                case MysqlDatabaseResource its -> Optional.of(its.login().port() + " " + its.name());
                default -> Optional.empty();
            };
        }

        private static String server(int port) {
            return String.valueOf(port);
        }

        private static boolean isOfAccounts(String pattern) {
            return pattern.startsWith(KIND + " ") || ANY_KIND.matcher(pattern).matches();
        }

        private static SortedSet<String> users(Claimed all, Optional<Integer> port) {
            return all.beyond().elsewhere().stream()
                    .map(ACCOUNTS::matcher)
                    .filter(Matcher::matches)
                    .filter(thing -> port.isEmpty() || thing.group(2).equals(String.valueOf(port.get())))
                    .map(thing -> thing.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static SortedSet<String> administrators(Claimed all, int port) {
            return all.resources().stream()
                    .filter(MysqlResource.class::isInstance)
                    .map(resource -> ((MysqlResource) resource).login())
                    .filter(login -> login.port() == port)
                    .map(MysqlLogin::user)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Says what is to be locked on a server, and what rights that has. Returns the statements. */
    List<SqlChange.Operation> lock(Change change, MysqlServer server) {
        List<SqlChange.Operation> statements = new ArrayList<>();
        found(server).forEach((name, rights) -> {
            change.destroys(
                    "account " + name + " that no step declares",
                    rights.describe(),
                    "locked, unless a 'mysql_user' step declares it or 'accepted' has '" + title(name) + "'");
            statements.add(SqlChange.Undoable.of(
                    SqlStatement.of("ALTER USER ?@? ACCOUNT LOCK", name.user(), name.host()),
                    SqlStatement.of("ALTER USER ?@? ACCOUNT UNLOCK", name.user(), name.host())));
        });
        return statements;
    }

    /** A server on which those are locked. */
    MysqlServer after(MysqlServer server) {
        SortedMap<MysqlAccount.Name, MysqlAccount> accounts = new TreeMap<>(server.accounts());
        found(server).keySet().forEach(name -> accounts.computeIfPresent(name, (any, account) -> account.locked(true)));
        return server.withAccounts(accounts);
    }

    private SortedMap<MysqlAccount.Name, MysqlRights> found(MysqlServer server) {
        SortedMap<MysqlAccount.Name, MysqlRights> found = new TreeMap<>();
        boolean others = server.replication().isPresent() || server.group().isPresent();
        if (others && !whole) {
            return found;
        }
        server.accounts().forEach((name, account) -> {
            if (!account.locked() && !isKnown(name, others)) {
                MysqlRights rights = MysqlRights.of(server, name);
                if (isMeant(rights)) {
                    found.put(name, rights);
                }
            }
        });
        return found;
    }

    private boolean isMeant(MysqlRights rights) {
        return database.isEmpty()
                ? rights.onServer()
                : rights.onDatabase(database.get()) && !(ofServer && rights.onServer());
    }

    private boolean isKnown(MysqlAccount.Name name, boolean others) {
        return users.contains(name.user())
                || others && usersElsewhere.contains(name.user())
                || administrators.contains(name.user())
                        && (name.host().equals(MysqlLogin.HOST) || name.host().equals("localhost"))
                || name.isOfServer()
                || accepted.stream().anyMatch(pattern -> Glob.ofTitle(pattern).matches(title(name)));
    }

    private String title(MysqlAccount.Name name) {
        return KIND + " " + name.plain() + Things.databaseServer(port);
    }
}
