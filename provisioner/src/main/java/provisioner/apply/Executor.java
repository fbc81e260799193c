package provisioner.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.plan.StepPlan;
import provisioner.plan.StepReport.StepError;
import provisioner.probe.Observer;
import provisioner.probe.Probe;
import provisioner.probe.ProbeException;
import provisioner.remote.Connection;
import provisioner.remote.Frame;
import provisioner.remote.RemoteException;
import provisioner.remote.Reply;
import provisioner.remote.Shell;
import provisioner.remote.ShellOptions;
import provisioner.remote.StepResult;
import provisioner.resource.Action;
import provisioner.resource.Sh;
import provisioner.resource.Step;
import provisioner.state.Bytes;
import provisioner.state.Observed;
import provisioner.state.Query;

/** Runs one action on a host and observes what came of it, in one round trip; large contents go ahead over SFTP. */
public final class Executor {
    /** Above this many bytes SFTP, with its own window, is faster than base64 in the script. */
    private static final int EMBEDDED_LIMIT = 256 * 1024;

    private static final Duration CONFIRM_LIMIT = Duration.ofSeconds(30);

    private final HostObserver observer;
    private final Journal journal;

    public Executor(HostObserver observer, Journal journal) {
        this.observer = observer;
        this.journal = journal;
    }

    /** A change is never begun a second time over another line: only the host knows how far the first one came. */
    private Shell shell() {
        return observer.line().shell();
    }

    /** @param observed the answers to what was asked, after the action */
    record Ended(int exit, boolean timedOut, Duration limit, Duration duration, String stderr, Observed observed) {

        String describe() {
            if (timedOut) {
                return "did not end within " + limit.toSeconds() + " s";
            }
            String last = stderr.strip().lines().reduce("", (a, b) -> b);
            return "exit status " + exit + (last.isEmpty() ? "" : ": " + last);
        }

        StepError error(Step step) {
            return new StepError(step.declaration().title(), timedOut ? -1 : exit, stderr);
        }
    }

    /** The statements go over the database's session; the journal is the shell's, and so is what is asked of it. */
    private Ended run(List<StepPlan> plans, Action.Sql sql, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        if (sql.before().isPresent()) {
            String script = script(sql.before().get(), journal.functionOfFailures(plans));
            StepResult first = shell().runStep(script, timeout, "");
            if (first.exit() != 0) {
                return ended(first, timeout, observer.observeNow(ask, CONFIRM_LIMIT));
            }
        }
        Instant start = Instant.now();
        Optional<String> failure = observer.line().databases().run(sql.change());
        Duration duration = Duration.between(start, Instant.now());
        Ended noted = run(plans, Action.Script.of("exit " + (failure.isPresent() ? 1 : 0)), ask, timeout);
        return new Ended(noted.exit(), false, timeout, duration, failure.orElse(""), noted.observed());
    }

    /** Who has locked what apt needs, so that a change of packages will wait: process and file, for people. */
    Optional<String> aptHolder() throws RemoteException, ProbeException, InterruptedException {
        return observer.ask(AptTransaction.holder(), CONFIRM_LIMIT)
                .frame(AptTransaction.HOLDER)
                .map(Frame::text);
    }

    /** @param action a change of packages goes as the script that {@link AptTransaction} makes of it */
    Ended run(List<StepPlan> plans, Action action, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        return switch (action) {
            case Action.Script script -> run(plans, script, ask, timeout);
            case Action.Sql sql -> run(plans, sql, ask, timeout);
            case Action.Dialogue dialogue -> converse(plans, dialogue, ask, timeout);
            case Action.Packages packages ->
                run(plans, AptTransaction.script(List.of(packages), timeout), ask, timeout);
        };
    }

    /** Only what ends it is noted in the journal: the reply's script, or a question that failed. */
    private Ended converse(List<StepPlan> plans, Action.Dialogue dialogue, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        String script = script(dialogue.question(), journal.functionOfFailures(plans));
        StepResult asked = shell().runStep(script, timeout, "");
        if (asked.exit() != 0) {
            return ended(asked, timeout, observer.observeNow(ask, CONFIRM_LIMIT));
        }
        try {
            return run(plans, dialogue.reply().to(asked.stdout()), ask, timeout);
        } catch (Action.UnusableAnswer e) {
            Observed observed = observer.observeNow(ask, CONFIRM_LIMIT);
            return new Ended(1, false, timeout, asked.duration(), String.valueOf(e.getMessage()), observed);
        }
    }

    private Ended run(List<StepPlan> plans, Action.Script action, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        String script = script(action, journal.function(plans));
        if (!action.confirm().isEmpty()) {
            return confirmed(action, ask, timeout, shell().runStep(script, timeout, ""));
        }
        Probe probe = Probe.of(HostObserver.shellOf(ask));
        StepResult result = shell().runStep(script, timeout, probe.script());
        Observed observed = Observer.read(probe, result.then()).plus(observer.observeDatabases(ask));
        return ended(result, timeout, observed);
    }

    private static Ended ended(StepResult result, Duration timeout, Observed observed) {
        String said = result.stderr().isBlank() ? result.stdout() : result.stderr();
        return new Ended(result.exit(), result.timedOut(), timeout, result.duration(), said, observed);
    }

    private String script(Action.Script action, String journalFunction) throws RemoteException, InterruptedException {
        Map<String, String> uploaded = new HashMap<>();
        for (Map.Entry<String, Bytes> blob : action.blobs().entrySet()) {
            if (blob.getValue().size() > EMBEDDED_LIMIT) {
                String path = shell().directory() + "/upload." + blob.getKey();
                uploaded.put(
                        blob.getKey(),
                        observer.line().connection().upload(blob.getValue().toArray(), path, 0600));
            }
        }
        return StepScript.of(action, shell().directory(), uploaded, journalFunction);
    }

    /** The probe comes last here, because the confirmation is a part of the change. */
    private Ended confirmed(Action.Script action, Set<Query<?>> ask, Duration timeout, StepResult result)
            throws RemoteException, ProbeException, InterruptedException {
        int exit = result.exit();
        String said = result.stderr().isBlank() ? result.stdout() : result.stderr();
        if (exit == 0) {
            Optional<String> refusal = confirm(action);
            exit = refusal.isPresent() ? 1 : 0;
            said = refusal.orElse(said);
        }
        Observed observed = observer.observeNow(ask, CONFIRM_LIMIT);
        return new Ended(exit, result.timedOut(), timeout, result.duration(), said, observed);
    }

    /** Runs the confirmation over a connection of its own; why that cannot be done, if so. */
    private Optional<String> confirm(Action.Script action) throws InterruptedException {
        try (Connection fresh = observer.line().connection().again();
                Shell other = fresh.openShell(ShellOptions.reading(journal.runId(), journal.who()))) {
            Reply reply = other.run("set -eu\n" + Sh.functions() + action.confirm(), CONFIRM_LIMIT);
            return reply.exit() == 0
                    ? Optional.empty()
                    : Optional.of("the change could not be confirmed: "
                            + reply.stderrTail().strip());
        } catch (RemoteException e) {
            return Optional.of("no new SSH connection came through after the change, which the host takes back by"
                    + " itself within a minute: " + e.getMessage());
        }
    }
}
