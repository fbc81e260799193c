package provisioner.record;

import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import provisioner.engine.Summary;
import provisioner.plan.Outcome;

/** What a run has seen of a host so far. Small, because a fleet has many. */
final class HostLook {
    private final BitSet clean = new BitSet();

    /** What was found or could not be judged. Steps may have the same name: all of them must be in order. */
    private final BitSet notClean = new BitSet();

    private final String host;
    private Instant lookedAt;
    private boolean differs;
    private boolean failed;
    private boolean unreachable;
    private boolean predicted;
    private RunRecord.Completed complete = RunRecord.Completed.NO;
    private String counts = "";
    private int exchanges;
    private int statements;

    HostLook(String host, Instant now) {
        this.host = host;
        this.lookedAt = now;
    }

    /** Whether what follows is judged by a prediction. */
    boolean predicted() {
        return predicted;
    }

    void ended(Outcome outcome) {
        predicted |= Verdict.predictsFrom(outcome);
        failed |= outcome == Outcome.FAILED;
    }

    void judged(int subject, Verdict verdict, Instant now) {
        (verdict == Verdict.CLEAN ? clean : notClean).set(subject);
        differs |= verdict == Verdict.FOUND;
        lookedAt = now;
    }

    void completed(RunRecord.Completed how, boolean found, Instant now) {
        complete = how;
        differs |= found;
        lookedAt = now;
    }

    void failed(boolean isUnreachable) {
        failed = true;
        unreachable |= isUnreachable;
    }

    void ended(Summary.HostSummary summary) {
        Map<String, Integer> words = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            if (summary.count(outcome) > 0) {
                words.put(outcome.word(), summary.count(outcome));
            }
        }
        counts = words.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining(" "));
        exchanges = summary.exchanges();
        statements = summary.statements();
        failed |= summary.failed();
        unreachable |= summary.unreachable();
    }

    RunRecord.Host record() {
        BitSet sure = (BitSet) clean.clone();
        sure.andNot(notClean);
        return new RunRecord.Host(host, state(), lookedAt, Bits.write(sure), complete, counts, exchanges, statements);
    }

    private String state() {
        if (unreachable) {
            return "unreachable";
        }
        if (failed) {
            return "failed";
        }
        return differs ? "differs" : "fine";
    }
}
