package provisioner.plan;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.FirewallQuery;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.Query.PackageQuery;
import provisioner.state.Query.UnitQuery;

/**
 * The rules by which the steps of one host change other hosts' answers about its database server. No other answer of a
 * host is about another host.
 *
 * @param host its name, for people
 * @param address as the other hosts write it
 * @param observed what was observed of it
 * @param now what is known of it after its steps so far
 */
record ServerNews(String host, String address, Observed observed, Prediction now) {
    private static final AnswerChange UNTOUCHED = new AnswerChange.Untouched();

    /**
     * Changes what another host is told when it asks.
     *
     * @param racing whether that happens side by side with the other host's next steps, so that nobody knows when
     */
    void tell(Prediction other, MysqlSourceQuery asked, boolean racing) {
        if (!asked.address().equals(address) || !other.knows(asked)) {
            return;
        }
        MysqlSourceState old = other.get(asked);
        Optional<MysqlQuery> server = server(asked);
        AnswerChange change = server.map(query -> change(query, asked, old)).orElse(UNTOUCHED);
        Optional<String> cause = server.flatMap(query -> now.unsettledBy(query).or(() -> now.alteredBy(query)));
        if (change.equals(UNTOUCHED) && !old.reached()) {
            // Something else may have been in the way.
            change = new AnswerChange.Unsettled();
            cause = now.firstTouching(way());
        }
        boolean open = racing && change instanceof AnswerChange.Altered;
        AnswerChange known = open ? new AnswerChange.Unsettled() : change;
        cause.ifPresent(step -> other.learn(step + " (" + host + ")", asked, known));
    }

    private Optional<MysqlQuery> server(MysqlSourceQuery asked) {
        return now.answered().stream()
                .filter(MysqlQuery.class::isInstance)
                .map(MysqlQuery.class::cast)
                .filter(query -> query.login().port() == asked.account().port())
                // Steps may log in as different administrators. What is about to change is newer.
                .min(Comparator.<MysqlQuery, Boolean>comparing(now::isFresh)
                        .thenComparing(query -> query.login().user()));
    }

    private AnswerChange change(MysqlQuery query, MysqlSourceQuery asked, MysqlSourceState old) {
        Optional<MysqlServer> server = now.get(query).server();
        if (now.unsettledBy(query).isPresent()
                || server.filter(MysqlServer::restarted).isPresent()) {
            return new AnswerChange.Unsettled();
        }
        Optional<MysqlServer> before = Optional.ofNullable(observed.asMap().get(query))
                .map(MysqlState.class::cast)
                .flatMap(MysqlState::server);
        if (now.alteredBy(query).isEmpty()
                || server.isEmpty()
                || !old.reached() && !admits(asked, before, server.get())) {
            return UNTOUCHED;
        }
        // It takes over only once it has all that the others have.
        boolean tookOver = before.flatMap(MysqlServer::replication).isPresent()
                && server.get().replication().isEmpty();
        MysqlSourceState told = new MysqlSourceState(
                true,
                "",
                server.get().readOnly(),
                tookOver ? "" : old.errant(),
                old.reached()
                        ? old.uuid()
                        : server.get().variable("server_uuid").orElse(""),
                server.get()
                        .group()
                        .map(MysqlGroup::name)
                        .filter(server.get()::wasIn)
                        .orElse(old.group()),
                asked.asMember() ? server.get().group().map(MysqlGroup::state).orElse("") : "",
                old.ahead());
        return told.equals(old) ? UNTOUCHED : new AnswerChange.Altered(told);
    }

    /** Whether earlier steps have made or changed the account that asks. */
    private static boolean admits(MysqlSourceQuery asked, Optional<MysqlServer> before, MysqlServer server) {
        String user = asked.account().user();
        Map<MysqlAccount.Name, MysqlAccount> accounts = accounts(server, user);
        return !accounts.isEmpty() && !before.map(old -> accounts(old, user)).equals(Optional.of(accounts));
    }

    private static Map<MysqlAccount.Name, MysqlAccount> accounts(MysqlServer server, String user) {
        Map<MysqlAccount.Name, MysqlAccount> accounts = new TreeMap<>(server.accounts());
        accounts.keySet().removeIf(name -> !name.user().equals(user));
        return accounts;
    }

    /** What decides whether the server can be reached at all. */
    private Set<Query<?>> way() {
        return now.answered().stream()
                .filter(query -> query instanceof FirewallQuery
                        || query instanceof UnitQuery
                        || query instanceof PackageQuery
                        || query instanceof MysqlQuery)
                .collect(Collectors.toSet());
    }
}
