package provisioner.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.remote.target.RemoteException;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;

/** What a promotion asks the other servers, and waits for, before it changes one. */
final class Promotion {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * A source that has just restarted counts a follower for five seconds after that has gone elsewhere, and takes a moment to
     * open itself then.
     */
    private static final Duration EVIDENCE = Duration.ofSeconds(12);

    private static final String KEEP = "; to keep them, name that server in 'mysql_source' instead";

    private final Session own;
    private final Others others;

    /** @param others asks another server, which may be gone */
    Promotion(Session own, Others others) {
        this.own = own;
        this.others = others;
    }

    interface Others {
        Optional<Standing> ask(MysqlSourceQuery server) throws SQLException, RemoteException, InterruptedException;
    }

    /** On a server that is to stand aside. */
    void awaitSuccessor(SqlChange.AwaitSuccessor wait) throws SQLException, RemoteException, InterruptedException {
        Standing next = successor(wait);
        if (next.open()) {
            return;
        }
        Optional<String> obstacle = next.obstacle(wait.successor().address(), unapplied(next));
        if (obstacle.isPresent()) {
            throw new SQLException(obstacle.get());
        }
        Map<String, Standing> rest = new LinkedHashMap<>();
        rest.put("this server", Standing.of(own));
        List<String> silent = new ArrayList<>();
        for (MysqlSourceQuery other : wait.others()) {
            others.ask(other).ifPresentOrElse(its -> rest.put(other.address(), its), () -> silent.add(other.address()));
        }
        if (Supporters.isMajority(silent.size(), wait.others().size() + 2)) {
            throw new SQLException(wait.successor().address() + " could not take writes: " + String.join(", ", silent)
                    + " must answer, because they might still follow another source and be a majority; start them or make"
                    + " them reachable" + Supporters.GONE);
        }
        Instant until = Instant.now().plus(CATCH_UP);
        for (Map.Entry<String, Standing> one : rest.entrySet()) {
            String missing = beyond(one.getValue(), next);
            while (!missing.isBlank()) {
                if (!next.receiving() || Instant.now().isAfter(until)) {
                    throw new SQLException(one.getKey() + " has transactions that "
                            + wait.successor().address() + " lacks: " + missing + KEEP);
                }
                Thread.sleep(PAUSE);
                next = successor(wait);
                missing = beyond(one.getValue(), next);
            }
        }
    }

    private Standing successor(SqlChange.AwaitSuccessor wait)
            throws SQLException, RemoteException, InterruptedException {
        return others.ask(wait.successor())
                .orElseThrow(() -> new SQLException(wait.successor().address()
                        + " must answer, because it is to become the source; start it or make it reachable"));
    }

    /** What a server has received and not applied. */
    private String unapplied(Standing one) throws SQLException {
        if (own.mariadb()) {
            return Gtids.parse(one.received())
                    .beyond(Gtids.parse(one.executed()))
                    .toString();
        }
        return subtract(one.received(), one.executed());
    }

    /** What one server has received, and the next source has not. */
    private String beyond(Standing one, Standing next) throws SQLException {
        if (own.mariadb()) {
            Gtids missing = new Gtids(new ArrayList<>());
            for (String set : List.of(one.executed(), one.received())) {
                missing = missing.and(
                        Gtids.parse(set).beyond(Gtids.parse(next.executed())).beyond(Gtids.parse(next.received())));
            }
            return missing.toString();
        }
        return subtract(union(one), union(next));
    }

    /** Sets of GTIDs need no quoting. */
    private String subtract(String all, String some) throws SQLException {
        String query = "SELECT GTID_SUBTRACT('" + all + "', '" + some + "') AS beyond";
        return own.row(query).getOrDefault("beyond", "").replaceAll("\\s", "");
    }

    private static String union(Standing one) {
        return one.received().isEmpty() ? one.executed() : one.executed() + "," + one.received();
    }

    /** On the server that is to take the writes. */
    void takeOver(SqlChange.TakeOver handover) throws SQLException, RemoteException, InterruptedException {
        SequencedMap<String, Optional<Standing>> all = askAll(handover);
        List<MysqlSourceQuery> answering = handover.others().stream()
                .filter(other ->
                        all.getOrDefault(other.address(), Optional.empty()).isPresent())
                .toList();
        Handover replica = new Handover(own);
        // If the source is gone, the replica has only what it received.
        Optional<MysqlSourceQuery> source = handover.source()
                .filter(one ->
                        answering.stream().anyMatch(other -> other.address().equals(one.address())));
        if (source.isPresent()) {
            replica.catchUpWith(
                    () -> others.ask(source.get()).map(Standing::executed).orElse(""));
        }
        for (MysqlSourceQuery other : answering) {
            Optional<Standing> its = others.ask(other);
            String more = its.isEmpty() ? "" : replica.lacks(its.get().executed());
            if (!more.isEmpty()) {
                throw new SQLException(other.address() + " has transactions that this server lacks: " + more + KEEP);
            }
        }
        if (handover.source().isPresent()) {
            replica.applyWhatWasReceived();
        }
        try {
            refuseSecondWriter(handover);
        } catch (SQLException | RemoteException e) {
            if (handover.source().isPresent()) {
                replica.receiveAgain();
            }
            throw e;
        }
    }

    /** Fails if this server must not take writes. It must follow nobody by then, because it counts as a follower, too. */
    private void refuseSecondWriter(SqlChange.TakeOver handover)
            throws SQLException, RemoteException, InterruptedException {
        if (!Supporters.of(handover.address(), handover.partner(), askAll(handover))
                .isEmpty()) {
            // One of them may be an old source that has just restarted. By then it has opened itself, or cannot any
            // more.
            Thread.sleep(EVIDENCE);
            askAll(handover);
        }
    }

    private SequencedMap<String, Optional<Standing>> askAll(SqlChange.TakeOver handover)
            throws SQLException, RemoteException, InterruptedException {
        SequencedMap<String, Optional<Standing>> all = new LinkedHashMap<>();
        for (MysqlSourceQuery other : handover.others()) {
            all.put(other.address(), others.ask(other));
        }
        Optional<String> refusal = Supporters.refusal(handover.address(), handover.partner(), all);
        if (refusal.isPresent()) {
            throw new SQLException(refusal.get());
        }
        return all;
    }
}
