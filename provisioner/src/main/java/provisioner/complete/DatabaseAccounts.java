package provisioner.complete;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlRights;
import provisioner.state.MysqlSurvey.Proxy;

/** Who may do what on a database server. What declared accounts may do beside what their steps say is drift. */
final class DatabaseAccounts {
    static final String ACCOUNT = "mysql_account";

    private static final Set<String> BY_SOCKET = Set.of("auth_socket", "unix_socket");

    /** What MariaDB's installation has in place of a hash, in hex: no password leads to it. */
    private static final String INVALID = "696E76616C6964";

    private final DatabaseServer on;

    DatabaseAccounts(DatabaseServer on) {
        this.on = on;
    }

    Stream<Candidate> found() {
        return Stream.concat(
                on.server().accounts().entrySet().stream()
                        .filter(one -> !isKnown(one.getKey()))
                        .map(one -> isRole(one.getKey()) ? role(one.getKey()) : account(one.getKey(), one.getValue())),
                on.survey().proxies().stream().map(this::proxy));
    }

    private boolean isKnown(MysqlAccount.Name name) {
        return on.isDeclared(name)
                || name.equals(new MysqlAccount.Name(on.user(), MysqlLogin.HOST))
                || name.equals(MysqlRights.PUBLIC) && rights(name).isEmpty();
    }

    private boolean isRole(MysqlAccount.Name name) {
        return name.host().isEmpty() || on.survey().roles().contains(name);
    }

    private String rights(MysqlAccount.Name name) {
        return MysqlRights.of(on.server(), name).describe();
    }

    private long since(MysqlAccount.Name name) {
        return on.survey().changed().getOrDefault(name, 0L);
    }

    private Candidate account(MysqlAccount.Name name, MysqlAccount account) {
        String rights = rights(name);
        return on.candidate(
                ACCOUNT,
                name.plain(),
                (account.locked() ? "a locked database account" : "a database account")
                        + (rights.isEmpty() ? " without rights" : ": " + rights),
                since(name),
                StepText.open("mysql_user", "password", "name", name.user(), "hosts", name.host()),
                condition -> switch (condition) {
                    case "locked" -> account.locked();
                    case "socket" ->
                        account.locked()
                                || BY_SOCKET.contains(account.plugin())
                                || account.stored().equals(INVALID);
                    default -> false;
                });
    }

    /** With who has it, because by itself it gives nobody anything. */
    private Candidate role(MysqlAccount.Name name) {
        String rights = rights(name);
        String called = name.host().isEmpty() ? name.user() : name.plain();
        Map<String, String> quoted = new TreeMap<>();
        on.server()
                .accounts()
                .keySet()
                .forEach(any -> quoted.put(
                        any.plain(),
                        any.host().isEmpty() ? "`" + any.user() + "`" : "`" + any.user() + "`@`" + any.host() + "`"));
        String own = quoted.getOrDefault(name.plain(), "");
        String members = on.server().accounts().entrySet().stream()
                .filter(one -> one.getValue()
                        .grants()
                        .getOrDefault(MysqlAccount.ROLE, java.util.Collections.emptySortedSet())
                        .contains(own))
                .map(one -> one.getKey().plain())
                .collect(Collectors.joining(", "));
        return on.candidate(
                "mysql_role",
                called,
                "a role of database accounts" + (rights.isEmpty() ? " without rights" : ": " + rights)
                        + (members.isEmpty() ? "" : "; granted to " + members),
                since(name),
                "mysql_user");
    }

    private Candidate proxy(Proxy proxy) {
        return on.candidate(
                "mysql_grant",
                proxy.account().plain() + " PROXY ON " + proxy.on().plain(),
                "a database account that may act as another one",
                proxy.since(),
                "mysql_user");
    }
}
