package provisioner.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import provisioner.remote.shell.StepRequest;
import provisioner.remote.shell.StepResult;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Action;

/**
 * What several scripts become in one exchange: each one a step on the host, in their order. What neighbours have started
 * is watched when the last of them has been started, and before anything else is done.
 */
final class ScriptBatch {
    /** Makes a step's text of one half of a script. */
    interface Texts {
        String start(int part) throws RemoteException, InterruptedException;

        String watch(int part) throws RemoteException, InterruptedException;
    }

    /** How one script ended, its watch included. */
    record End(int exit, boolean timedOut, Duration duration, String said) {
        static End of(StepResult result) {
            String said = result.stderr().isBlank() ? result.stdout() : result.stderr();
            return new End(result.exit(), result.timedOut(), result.duration(), said);
        }

        End then(End watch) {
            return new End(watch.exit, watch.timedOut, duration.plus(watch.duration), watch.said);
        }
    }

    private final List<StepRequest> requests = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Optional<Integer>> watches = new ArrayList<>();

    /** @param timeouts one for each script */
    ScriptBatch(List<Action.Script> scripts, List<Duration> timeouts, Texts texts)
            throws RemoteException, InterruptedException {
        List<Integer> unwatched = new ArrayList<>();
        for (int part = 0; part < scripts.size(); part++) {
            boolean watched = !scripts.get(part).watch().isEmpty();
            if (!watched) {
                watch(unwatched, timeouts, texts);
            }
            starts.add(requests.size());
            watches.add(Optional.empty());
            requests.add(new StepRequest(texts.start(part), timeouts.get(part)));
            if (watched) {
                unwatched.add(part);
            }
        }
        watch(unwatched, timeouts, texts);
    }

    private void watch(List<Integer> parts, List<Duration> timeouts, Texts texts)
            throws RemoteException, InterruptedException {
        for (int part : parts) {
            watches.set(part, Optional.of(requests.size()));
            // Also where another one's start has failed: what was begun is looked at.
            OptionalInt start = OptionalInt.of(starts.get(part));
            requests.add(new StepRequest(texts.watch(part), timeouts.get(part), start));
        }
        parts.clear();
    }

    List<StepRequest> requests() {
        return List.copyOf(requests);
    }

    /** @return how the scripts ended, as far as they were run: those after the last one were not */
    List<End> ends(List<Optional<StepResult>> results) {
        List<End> ends = new ArrayList<>();
        for (int part = 0; part < starts.size(); part++) {
            Optional<End> start = results.get(starts.get(part)).map(End::of);
            if (start.isEmpty()) {
                break;
            }
            Optional<End> watch = watches.get(part).flatMap(results::get).map(End::of);
            ends.add(watch.map(start.get()::then).orElseGet(start::get));
        }
        return ends;
    }
}
