package provisioner.apply;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import provisioner.plan.Prediction;
import provisioner.probe.ProbeException;
import provisioner.remote.RemoteException;
import provisioner.resource.Resource;
import provisioner.state.Observed;
import provisioner.state.Query;

/** What is known of one host during a run, kept up to date over its shell. One thread at a time. */
public final class HostState {
    private final HostObserver observer;
    private final Duration timeout;
    private final Prediction prediction;

    /** @param timeout for one observation */
    public HostState(HostObserver observer, Observed observed, Duration timeout) {
        this.observer = observer;
        this.timeout = timeout;
        this.prediction = new Prediction(observed);
    }

    Prediction prediction() {
        return prediction;
    }

    /** Asks again for what earlier steps have altered or left open; nothing where all of it is known. */
    void refresh(Collection<? extends Query<?>> queries) throws RemoteException, ProbeException, InterruptedException {
        Set<Query<?>> stale = stale(queries);
        if (!stale.isEmpty()) {
            prediction.observe(observer.observe(stale, timeout));
        }
    }

    /** Takes in what was observed anew by somebody else. */
    public void observe(Observed observed) {
        prediction.observe(observed);
    }

    Set<Query<?>> stale(Collection<? extends Query<?>> queries) {
        Set<Query<?>> stale = new LinkedHashSet<>(queries);
        stale.removeIf(prediction::isFresh);
        return stale;
    }

    Set<Query<?>> stale(Resource resource) {
        return stale(resource.queries());
    }
}
