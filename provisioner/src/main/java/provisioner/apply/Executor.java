package provisioner.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.plan.StepPlan;
import provisioner.plan.StepReport.StepError;
import provisioner.probe.Probe;
import provisioner.probe.ProbeException;
import provisioner.probe.ShellProbe;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.shell.StepRequest;
import provisioner.remote.shell.StepResult;
import provisioner.remote.ssh.Connection;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Action;
import provisioner.resource.Step;
import provisioner.resource.standard.StandardFunctions;
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

    /** A change is never begun a second time over another session: only the host knows how far the first one came. */
    private Shell shell() {
        return observer.session().shell();
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

    /**
     * A script and what it is run for.
     *
     * @param plans several where it does what several steps need
     */
    record ScriptRun(List<StepPlan> plans, Action.Script script, Duration timeout) {}

    /** The statements go over the database's session; the journal is the shell's, and so is what is asked of it. */
    private Ended run(List<StepPlan> plans, Action.Sql sql, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        if (sql.before().isPresent()) {
            StepResult first = half(plans, sql.before().get(), timeout);
            if (first.exit() != 0) {
                return ended(ScriptBatch.End.of(first), timeout, observer.observeNow(ask, CONFIRM_LIMIT));
            }
        }
        Instant start = Instant.now();
        Optional<String> failure = observer.session().databases().run(sql.change());
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

    private Ended converse(List<StepPlan> plans, Action.Dialogue dialogue, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        StepResult asked = half(plans, dialogue.question(), timeout);
        if (asked.exit() != 0) {
            return ended(ScriptBatch.End.of(asked), timeout, observer.observeNow(ask, CONFIRM_LIMIT));
        }
        try {
            return run(plans, dialogue.reply().to(asked.stdout()), ask, timeout);
        } catch (Action.UnusableAnswer e) {
            Observed observed = observer.observeNow(ask, CONFIRM_LIMIT);
            return new Ended(1, false, timeout, asked.duration(), String.valueOf(e.getMessage()), observed);
        }
    }

    /** Only its failure is noted in the journal: what succeeds is noted by the other half. */
    private StepResult half(List<StepPlan> plans, Action.Script script, Duration timeout)
            throws RemoteException, InterruptedException {
        return single(text(script, journal.functionOfFailures(plans)), timeout);
    }

    private StepResult single(String text, Duration timeout) throws RemoteException, InterruptedException {
        return shell().runSteps(StandardFunctions.text(), List.of(new StepRequest(text, timeout)), "")
                .getFirst()
                .orElseThrow();
    }

    private Ended run(List<StepPlan> plans, Action.Script script, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        if (!script.confirm().isEmpty()) {
            return confirmed(script, ask, timeout, single(text(script, journal.function(plans)), timeout));
        }
        return run(List.of(new ScriptRun(plans, script, timeout)), ask).getFirst();
    }

    /**
     * Runs scripts one after another; one that fails ends them.
     *
     * @param parts without a confirmation
     * @return how they ended, as far as they were run
     */
    List<Ended> run(List<ScriptRun> parts, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        ScriptBatch batch = new ScriptBatch(
                parts.stream().map(ScriptRun::script).toList(),
                parts.stream().map(ScriptRun::timeout).toList(),
                new PartTexts(parts));
        Probe probe = Probe.of(HostObserver.shellOf(ask));
        List<Optional<StepResult>> results =
                shell().runSteps(StandardFunctions.text(), batch.requests(), probe.script());
        Reply reply = results.getFirst().orElseThrow().then();
        Observed observed = ShellProbe.read(probe, reply).plus(observer.observeDatabases(ask));
        List<Ended> ended = new ArrayList<>();
        for (ScriptBatch.End end : batch.ends(results)) {
            ended.add(ended(end, parts.get(ended.size()).timeout(), observed));
        }
        return ended;
    }

    /** What is watched is noted in the journal with what came of it. */
    private final class PartTexts implements ScriptBatch.Texts {
        private final List<ScriptRun> parts;

        PartTexts(List<ScriptRun> parts) {
            this.parts = parts;
        }

        @Override
        public String start(int part) throws RemoteException, InterruptedException {
            ScriptRun one = parts.get(part);
            boolean watched = !one.script().watch().isEmpty();
            return text(
                    one.script(), watched ? journal.functionOfFailures(one.plans()) : journal.function(one.plans()));
        }

        @Override
        public String watch(int part) throws RemoteException, InterruptedException {
            ScriptRun one = parts.get(part);
            return text(Action.Script.of(one.script().watch()), journal.function(one.plans()));
        }
    }

    private static Ended ended(ScriptBatch.End end, Duration timeout, Observed observed) {
        return new Ended(end.exit(), end.timedOut(), timeout, end.duration(), end.said(), observed);
    }

    private String text(Action.Script script, String journalFunction) throws RemoteException, InterruptedException {
        Map<String, String> uploaded = new HashMap<>();
        for (Map.Entry<String, Bytes> blob : script.blobs().entrySet()) {
            if (blob.getValue().size() > EMBEDDED_LIMIT) {
                String path = shell().directory() + "/upload." + blob.getKey();
                uploaded.put(
                        blob.getKey(),
                        observer.session().connection().upload(blob.getValue().toArray(), path, 0600));
            }
        }
        return new StepScript(shell().common(), shell().directory())
                .of(script.text(), script.blobs(), uploaded, journalFunction);
    }

    /** The probe comes last here, because the confirmation is a part of the change. */
    private Ended confirmed(Action.Script action, Set<Query<?>> ask, Duration timeout, StepResult result)
            throws RemoteException, ProbeException, InterruptedException {
        int exit = result.exit();
        String said = ScriptBatch.End.of(result).said();
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
        try (Connection fresh = observer.session().connection().again();
                Shell other = fresh.openShell(ShellOptions.reading(journal.runId(), journal.who()))) {
            Reply reply = other.run("set -eu\n" + StandardFunctions.text() + action.confirm(), CONFIRM_LIMIT);
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
