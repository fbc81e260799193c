package provisioner.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import provisioner.plan.StepPlan;
import provisioner.probe.ProbeException;
import provisioner.remote.connection.Connection;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.shell.StepRequest;
import provisioner.remote.shell.StepResult;
import provisioner.remote.shell.Steps;
import provisioner.remote.shell.StepsReply;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Action;
import provisioner.resource.standard.StandardFunctions;
import provisioner.secret.Masker;
import provisioner.state.Observed;
import provisioner.state.Query;

/** Runs actions on a host and observes what came of them, in one round trip. */
public final class Executor {
    private static final Duration CONFIRM_LIMIT = Duration.ofSeconds(30);

    private final HostObserver observer;
    private final Journal journal;

    public Executor(HostObserver observer, Journal journal) {
        this.observer = observer;
        this.journal = journal;
    }

    Masker masker() {
        return journal.masker();
    }

    Rebooting rebooting(BooleanSupplier stopping) {
        return new Rebooting(observer, this, stopping);
    }

    Waiting waiting(BooleanSupplier stopping) {
        return new Waiting(observer, masker(), stopping);
    }

    /** A change is never begun a second time over another session: only the host knows how far the first one came. */
    private Shell shell() {
        return observer.session().shell();
    }

    private StepScript stepScript() {
        return new StepScript(observer.session(), journal);
    }

    /**
     * What came of actions.
     *
     * @param results how the steps ended that they were run for, in their order, as far as they were begun
     * @param observed the answers to what was asked, after the last of them
     */
    record Applied(List<StepResult> results, Observed observed) {}

    /**
     * A script and what it is run for.
     *
     * @param plans several where it does what several steps need
     */
    record ScriptRun(List<StepPlan> plans, Action.Script script, Duration timeout) {}

    /** Who has locked what apt needs, so that a change of packages will wait: process and file, for people. */
    Optional<String> aptHolder() throws RemoteException, ProbeException, InterruptedException {
        return observer.ask(AptTransaction.holder(), CONFIRM_LIMIT)
                .frame(AptTransaction.HOLDER)
                .map(Frame::text);
    }

    /** Runs one action for all of these steps. */
    Applied run(List<StepPlan> plans, Action action, Duration timeout, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        Applied one = switch (action) {
            case Action.Script script -> runScript(new ScriptRun(plans, script, timeout), ask);
            case Action.Packages packages ->
                runScript(new ScriptRun(plans, AptTransaction.script(packages, timeout), timeout), ask);
            case Action.Upgrade upgrade ->
                runScript(new ScriptRun(plans, AptTransaction.script(upgrade, timeout), timeout), ask);
            case Action.Sql sql -> runSql(plans, sql, timeout, ask);
            case Action.Dialogue dialogue -> converse(plans, dialogue, timeout, ask);
            case Action.Wait wait -> throw new IllegalArgumentException("more than a script: " + wait);
            case Action.Reboot reboot -> throw new IllegalArgumentException("more than a script: " + reboot);
        };
        return new Applied(Collections.nCopies(plans.size(), one.results().getFirst()), one.observed());
    }

    private Applied runScript(ScriptRun run, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        return run.script().confirm().isEmpty() ? runBatch(List.of(run), ask) : runConfirmed(run, ask);
    }

    /** Runs scripts without a confirmation, one after another; one that fails ends them. */
    Applied runBatch(List<ScriptRun> runs, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        List<StepRequest> requests = new ArrayList<>();
        for (ScriptRun run : runs) {
            requests.add(stepScript().of(run));
        }
        return send(new Steps(StandardFunctions.text(), requests), ask);
    }

    private Applied send(Steps steps, Set<Query<?>> ask) throws RemoteException, ProbeException, InterruptedException {
        HostProbe probe = HostProbe.of(ask);
        StepsReply reply = steps.run(shell(), probe.script());
        return new Applied(reply.results(), observer.read(probe, reply.followUp()));
    }

    /** Runs a script after which nothing is observed yet. */
    private StepResult runAlone(StepRequest request) throws RemoteException, InterruptedException {
        return new Steps(StandardFunctions.text(), List.of(request))
                .run(shell(), "")
                .results()
                .getFirst();
    }

    private Applied observedAfter(StepResult result, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        return new Applied(List.of(result), observer.observeNow(ask, CONFIRM_LIMIT));
    }

    /** The statements go over the database's session. */
    private Applied runSql(List<StepPlan> plans, Action.Sql sql, Duration timeout, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        if (sql.before().isPresent()) {
            ScriptRun before = new ScriptRun(plans, sql.before().get(), timeout);
            StepResult result = runAlone(stepScript().ofFirstHalf(before));
            if (result.failed()) {
                return observedAfter(result, ask);
            }
        }
        Instant start = Instant.now();
        Optional<String> failure = observer.session().databases().run(sql.change(), timeout);
        Duration duration = Duration.between(start, Instant.now());
        int exit = failure.isPresent() ? 1 : 0;
        return note(plans, new StepResult(exit, false, timeout, duration, "", failure.orElse("")), ask);
    }

    /** Has the host note in its journal what was not done by a script there, and observes. */
    private Applied note(List<StepPlan> plans, StepResult done, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        StepRequest note = new StepRequest(journal.note(plans, done.exit()), done.limit());
        Applied noted = send(new Steps("", List.of(note)), ask);
        boolean unnoted = noted.results().getFirst().failed() && !done.failed();
        return unnoted ? noted : new Applied(List.of(done), noted.observed());
    }

    private Applied converse(List<StepPlan> plans, Action.Dialogue dialogue, Duration timeout, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        StepResult asked = runAlone(stepScript().ofFirstHalf(new ScriptRun(plans, dialogue.question(), timeout)));
        if (asked.failed()) {
            return observedAfter(asked, ask);
        }
        try {
            return runScript(new ScriptRun(plans, dialogue.reply().to(asked.stdout()), timeout), ask);
        } catch (Action.UnusableAnswer e) {
            return observedAfter(asked.failing(String.valueOf(e.getMessage())), ask);
        }
    }

    /** The probe comes last here, because the confirmation is a part of the change. */
    private Applied runConfirmed(ScriptRun run, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        StepResult result = runAlone(stepScript().of(run));
        Optional<String> refusal = result.failed() ? Optional.empty() : confirm(run.script());
        return observedAfter(refusal.map(result::failing).orElse(result), ask);
    }

    /** Runs the confirmation over a connection of its own; why that cannot be done, if so. */
    private Optional<String> confirm(Action.Script action) throws InterruptedException {
        try (Connection fresh = observer.session().connection().again();
                Shell other = fresh.openShell(ShellOptions.reading(journal.runId(), journal.who()))) {
            Reply reply = other.run("set -eu\n" + StandardFunctions.text() + action.confirm(), CONFIRM_LIMIT);
            return reply.exit() == 0
                    ? Optional.empty()
                    : Optional.of(
                            "cannot confirm the change: " + reply.stderrTail().strip());
        } catch (RemoteException e) {
            return Optional.of("no new connection was possible after the change; the host reverts it within a minute: "
                    + e.getMessage());
        }
    }
}
