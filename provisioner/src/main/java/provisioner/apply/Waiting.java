package provisioner.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.plan.StepPlan;
import provisioner.probe.ProbeException;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Assessment;
import provisioner.resource.Difference;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.state.Observed;
import provisioner.state.Query;

/**
 * Waits until a step is in sync: the host is asked what the step asks for, with a pause in between. Nothing is changed, so a lost
 * session is replaced as when observing.
 */
record Waiting(HostObserver observer, Masker masker, BooleanSupplier stopping) {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ONE_ANSWER = Duration.ofMinutes(1);

    /**
     * @param failure why it is not in sync, for people; empty where it is
     * @param observed the answers to what was asked
     */
    record Waited(Optional<String> failure, Duration duration, Observed observed) {}

    /** @param ask what will have to be known afterwards */
    Waited until(Step step, Duration within, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        Instant start = Instant.now();
        while (true) {
            Observed seen = observer.observe(step.queries(), ONE_ANSWER);
            StepPlan now = Planner.judge(step, new Prediction(seen));
            Duration waited = Duration.between(start, Instant.now());
            if (now.assessment() instanceof Assessment.InSync) {
                return new Waited(Optional.empty(), waited, others(step, ask).plus(seen));
            }
            if (stopping.getAsBoolean()) {
                return new Waited(Optional.of(Applier.INTERRUPTED), waited, seen);
            }
            if (waited.compareTo(within) >= 0) {
                String why = "waited " + waited.toSeconds() + " s; last seen: " + lastSeen(now);
                return new Waited(Optional.of(why), waited, seen);
            }
            Thread.sleep(PAUSE);
        }
    }

    private Observed others(Step step, Set<Query<?>> ask) throws RemoteException, ProbeException, InterruptedException {
        Set<Query<?>> others = new LinkedHashSet<>(ask);
        others.removeAll(step.queries());
        return others.isEmpty() ? Observed.builder().build() : observer.observe(others, ONE_ANSWER);
    }

    private String lastSeen(StepPlan now) {
        return now.differences().isEmpty()
                ? now.because()
                : String.join(", ", Difference.summaries(now.differences(), masker));
    }
}
