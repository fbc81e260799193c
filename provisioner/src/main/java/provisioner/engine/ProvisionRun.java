package provisioner.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import provisioner.apply.Applier;
import provisioner.apply.ChangeGate;
import provisioner.apply.Executor;
import provisioner.apply.Journal;
import provisioner.apply.StepListener;
import provisioner.compile.Program;
import provisioner.compile.Program.ProgramPlay;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.plan.StepReport;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Around;
import provisioner.resource.Assessment;
import provisioner.resource.Delegation;
import provisioner.resource.Step;
import provisioner.state.MysqlGroup;
import provisioner.state.Observation.MysqlState;

/** Runs the plays of {@code provision} one after the other, on the hosts that are still part of the run. */
final class ProvisionRun {
    private static final String LEFT_OUT = "a host failed, and may still use what would be taken away";

    private final Program program;
    private final RunOptions options;
    private final HostConnector hosts;
    private final List<HostRun> runs;
    private final Consumer<Event> events;

    // The number of changes started anywhere, and how many of them each host's last observation has seen. A host's
    // state may depend on another host.
    private final AtomicInteger changes = new AtomicInteger();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Set<String> skipped = ConcurrentHashMap.newKeySet();
    private Optional<ProgramPlay> postponed = Optional.empty();

    ProvisionRun(Program program, RunOptions options, HostConnector hosts, List<HostRun> runs, Consumer<Event> events) {
        this.program = program;
        this.options = options;
        this.hosts = hosts;
        this.runs = List.copyOf(runs);
        this.events = events;
    }

    void run() throws InterruptedException {
        Optional<ProgramPlay> stuck = Optional.empty();
        List<String> departing =
                runs.stream().filter(HostRun::isDeparting).map(HostRun::name).toList();
        for (ProgramPlay play : program.playsWith(departing)) {
            List<HostRun> covered = runs.stream()
                    .filter(host -> play.hosts().contains(host.name()))
                    .toList();
            DelegatedRun delegated = new DelegatedRun(this, hosts, play, runs);
            if (options.stopping().getAsBoolean()) {
                covered.forEach(host -> skip(host, play, Applier.INTERRUPTED));
                delegated.beyond(play).forEach(subject -> skipElsewhere(play, subject, Applier.INTERRUPTED));
                continue;
            }
            if (play.index() == program.plays().size() && isAnyLeftOut()) {
                covered.forEach(host -> skip(host, play, LEFT_OUT));
                postponed = Optional.of(play);
                continue;
            }
            if (stuck.isPresent() && takesHostsOut(play)) {
                String because = "a host failed in play '" + stuck.get().name()
                        + "', so that no other one is taken out of service";
                covered.forEach(host -> leaveOut(host, play, because));
                delegated.beyond(play).forEach(subject -> skipElsewhere(play, subject, because));
                continue;
            }
            events.accept(new Event.PlayStarted(play.name(), play.hosts()));
            if (delegated.isEmpty()
                    && covered.stream()
                            .allMatch(host -> host.program().stepsOf(play).isEmpty() && !host.awaits(play.index()))) {
                continue; // nothing to observe again for
            }
            if (!roll(play, covered)) {
                beyond(play, delegated);
            } else {
                delegated.beyond(play).forEach(subject -> skipElsewhere(play, subject, failedIn(play)));
                stuck = takesHostsOut(play) ? Optional.of(play) : stuck;
            }
        }
        confirm(runs.stream().filter(HostRun::takesPart).toList());
    }

    private static String failedIn(ProgramPlay play) {
        return "a host of an earlier batch of play '" + play.name() + "' failed";
    }

    /** Does what a play does on other hosts for those that the limit leaves out. */
    private void beyond(ProgramPlay play, DelegatedRun delegated) throws InterruptedException {
        if (!delegated.beyond(play).isEmpty()) {
            delegated.observe();
        }
        for (String subject : delegated.beyond(play)) {
            Optional<String> failure = delegated.run(subject);
            failure.ifPresent(why -> skipElsewhere(play, subject, why));
        }
    }

    /** Whether a host may not have been told to use another one. */
    private boolean isAnyLeftOut() {
        return runs.stream().anyMatch(host -> (!host.takesPart() || host.isRefused()) && !host.isAbsentBystander());
    }

    /** Runs a play's batches one after the other, until one fails. Returns whether one did. */
    private boolean roll(ProgramPlay play, List<HostRun> covered) throws InterruptedException {
        Deque<List<HostRun>> batches = batches(play, covered);
        while (!batches.isEmpty()) {
            List<HostRun> batch = batches.remove();
            List<HostRun> working = batch.stream().filter(HostRun::takesPart).toList();
            batch.stream().filter(host -> !host.takesPart()).forEach(host -> skip(host, play, host.reason()));
            run(play, working);
            if (working.stream().anyMatch(HostRun::failed)) {
                String because = failedIn(play);
                batches.forEach(later -> later.forEach(host -> leaveOut(host, play, because)));
                return true;
            }
        }
        return false;
    }

    /**
     * The batches of a play. Where a play replaces a unit, the hosts that do not run it come first: they serve nothing. The
     * primary of a group of database servers comes last, so that it moves only once.
     */
    private Deque<List<HostRun>> batches(ProgramPlay play, List<HostRun> covered) throws InterruptedException {
        Deque<List<HostRun>> batches = new ArrayDeque<>();
        List<HostRun> idle = List.of();
        if (play.unit().isPresent()) {
            observe(covered.stream().filter(HostRun::takesPart).toList());
            idle = covered.stream()
                    .filter(host -> host.takesPart() && Around.idle(play.unit(), host.observed()))
                    .toList();
            batches.add(idle);
        }
        List<HostRun> rest = new ArrayList<>(covered);
        rest.removeAll(idle);
        if (play.batch() < rest.size()) {
            rest.sort(Comparator.comparing(ProvisionRun::isPrimary));
        }
        for (int from = 0; from < rest.size(); from += play.batch()) {
            batches.add(rest.subList(from, Math.min(from + play.batch(), rest.size())));
        }
        return batches;
    }

    private static boolean isPrimary(HostRun host) {
        return host.takesPart()
                && host.observed().asMap().values().stream()
                        .filter(MysqlState.class::isInstance)
                        .map(MysqlState.class::cast)
                        .flatMap(state -> state.server().stream())
                        .flatMap(server -> server.group().stream())
                        .anyMatch(MysqlGroup::isPrimary);
    }

    private boolean takesHostsOut(ProgramPlay play) {
        return runs.stream()
                .flatMap(host -> host.program().steps().stream())
                .anyMatch(step ->
                        step.playIndex() == play.index() && step.around().isPresent());
    }

    /** Excludes a host from a play, and from everything that follows. */
    private void leaveOut(HostRun host, ProgramPlay play, String because) {
        host.leaveOut(because);
        skip(host, play, host.reason());
    }

    /** Skips the steps of a play and the steps around them and on other hosts, which make no sense alone. */
    private void skip(HostRun host, ProgramPlay play, String because) {
        skip(host, host.program().stepsOf(play), because);
        skipElsewhere(play, host.name(), because);
        runs.forEach(other -> skip(other, other.program().stepsAround(play, host.name()), because));
    }

    /** Skips what a play does on other hosts for a host. */
    private void skipElsewhere(ProgramPlay play, String subject, String because) {
        runs.forEach(other -> skip(other, other.program().stepsFor(play, subject), because));
    }

    /** Skips steps around another host's, on a host that cannot be reached, and says so once. */
    void passOver(HostRun host, List<Step> steps) {
        if (told.add(host.name())) {
            String text = "cannot be reached; steps around other hosts' steps are left out here";
            events.accept(new Event.HostNote(host.name(), text));
        }
        skip(host, steps, host.reason());
    }

    void skip(HostRun host, List<Step> steps, String because) {
        steps.stream().filter(step -> told.add(key(host, step))).forEach(step -> {
            skipped.add(key(host, step));
            ended(host, StepReport.skipped(step, because));
        });
    }

    private void run(ProgramPlay play, List<HostRun> batch) throws InterruptedException {
        List<AroundRun> around = batch.stream()
                .map(host -> new AroundRun(this, hosts, play, host, runs))
                .toList();
        observe(Stream.concat(batch.stream(), around.stream().flatMap(each -> each.hosts().stream()))
                .distinct()
                .toList());
        hosts.follow(batch, play.index(), runs);
        Set<HostRun> done = ConcurrentHashMap.newKeySet();
        hosts.forEach(batch, host -> {
            AroundRun gate = around.get(batch.indexOf(host));
            if (!host.failed()) {
                Applier.Result result = apply(host, host.program().stepsOf(play), gate);
                if (!result.failed()) {
                    done.add(host);
                } else if (!gate.isRefused()) {
                    fail(host);
                }
            }
        });
        DelegatedRun delegated = new DelegatedRun(this, hosts, play, runs);
        if (!done.isEmpty()) {
            delegated.observe();
        }
        // One after the other: what is done elsewhere may all be done on the same host.
        for (HostRun host : batch) {
            if (done.contains(host) && host.takesPart()) {
                delegated.run(host.name()).ifPresent(why -> host.fail(why, false));
            }
            if (done.contains(host) && host.takesPart()) {
                around.get(batch.indexOf(host)).restore();
            }
        }
        around.forEach(each -> each.left().ifPresent(events));
        batch.forEach(host -> host.refusal(play.index()).ifPresent(because -> skip(host, play, because)));
        boolean stopped = isStopping();
        batch.stream()
                .filter(host -> host.failed() || stopped)
                .forEach(host -> skip(host, play, host.failed() ? host.reason() : Applier.INTERRUPTED));
    }

    /** Observes again the hosts that may have changed since their last observation. */
    void observe(List<HostRun> some) throws InterruptedException {
        int now = changes.get();
        List<HostRun> outdated = some.stream().filter(this::isOutdated).toList();
        hosts.observe(outdated);
        outdated.forEach(host -> seen.put(host.name(), now));
    }

    private boolean isOutdated(HostRun host) {
        return seen.getOrDefault(host.name(), 0) < changes.get() || !host.holdsItsSession();
    }

    /** The host stays part of the run whatever comes of it. */
    Applier.Result apply(HostRun host, List<Step> steps, ChangeGate gate) throws RemoteException, InterruptedException {
        Journal journal = new Journal(options.runId(), options.who(), program.playbook(), options.masker());
        Executor executor = new Executor(host.observer(), journal);
        return new Applier(host.state(), executor, listener(host), options.stopping(), gate).apply(steps);
    }

    /** After a step on the host failed: it is not part of the run any more, unless the run itself ends. */
    void fail(HostRun host) {
        if (!isStopping()) {
            host.fail("an earlier step on this host failed", false);
        }
    }

    boolean isStopping() {
        return options.stopping().getAsBoolean();
    }

    /** Reports steps that had nothing to do. */
    void unchanged(HostRun host, List<Step> steps) {
        steps.stream()
                .filter(step -> told.add(key(host, step)))
                .forEach(step ->
                        ended(host, StepReport.of(new StepPlan(step, Outcome.UNCHANGED, "", new Assessment.InSync()))));
    }

    private StepListener listener(HostRun host) {
        return new StepListener() {
            @Override
            public void started(List<Step> steps) {
                changes.incrementAndGet();
                events.accept(new Event.StepsStarted(host.name(), steps));
            }

            @Override
            public void note(String text) {
                events.accept(new Event.HostNote(host.name(), text));
            }

            @Override
            public void ended(StepReport report) {
                told.add(key(host, report.step()));
                ProvisionRun.this.ended(host, report);
            }
        };
    }

    private static String key(HostRun host, Step step) {
        return host.name() + "\n" + step.id();
    }

    private void ended(HostRun host, StepReport report) {
        host.results().count(report);
        events.accept(new Event.StepEnded(host.name(), report));
    }

    /** Whether the host that the step is done around or for, if any, is still part of the run. If not, that was reported. */
    private boolean wasReached(HostRun at, Step step) {
        Optional<String> subject =
                step.around().map(Around::subject).or(() -> step.delegation().map(Delegation::subject));
        return !skipped.contains(key(at, step))
                && runs.stream()
                        .filter(host -> subject.equals(Optional.of(host.name())))
                        .allMatch(host -> host.takesPart()
                                && host.refusal(step.playIndex()).isEmpty());
    }

    /** Judges all steps again, because a later step may have undone an earlier one. */
    private void confirm(List<HostRun> converged) throws InterruptedException {
        if (changes.get() == 0 || options.stopping().getAsBoolean()) {
            return;
        }
        observe(converged);
        converged.stream().filter(HostRun::takesPart).forEach(this::confirm);
    }

    private void confirm(HostRun host) {
        List<Step> steps = host.program().steps().stream()
                .filter(step ->
                        wasReached(host, step) && host.refusal(step.playIndex()).isEmpty())
                .filter(step -> postponed
                        .filter(play -> play.index() == step.playIndex())
                        .isEmpty())
                .toList();
        List<StepPlan> left = new ArrayList<>();
        for (StepPlan plan : Planner.verify(steps, host.observed())) {
            if (plan.outcome() == Outcome.DRIFTED || plan.outcome() == Outcome.FAILED) {
                left.add(plan);
            }
        }
        if (left.isEmpty()) {
            return;
        }
        host.fail("later steps undid earlier ones", false);
        Set<String> names = new HashSet<>();
        left.forEach(
                plan -> names.add("'" + plan.step().name() + "' (" + plan.step().location() + ")"));
        events.accept(new Event.HostFailed(
                host.name(),
                "after all steps had run, these no longer match the desired state: " + String.join(", ", names),
                "a later step undoes them, or somebody else changes the host",
                false));
    }
}
