package provisioner.apply;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import provisioner.plan.Prediction;
import provisioner.probe.ProbeException;
import provisioner.remote.target.RemoteException;
import provisioner.state.Observed;
import provisioner.state.Query;

/** What is known of one host during a run, kept up to date over its shell. One thread at a time. */
public final class HostState {
    private final HostObserver observer;
    private final Duration timeout;
    private final Prediction prediction;
    private Set<Query<?>> everything;
    private HostSession known;

    /**
     * @param observed everything that is to be known of the host
     * @param timeout for one observation
     */
    public HostState(HostObserver observer, Observed observed, Duration timeout) {
        this.observer = observer;
        this.timeout = timeout;
        this.prediction = new Prediction(observed);
        this.everything = observed.queries();
        this.known = observer.session();
    }

    Prediction prediction() {
        return prediction;
    }

    /**
     * Asks again for what earlier steps have altered or left open; nothing where all of it is known. Once the session was
     * lost everything is asked again: the lock went with it, and another run may have held the host meanwhile.
     *
     * @param ahead what is asked along with them, where anything has to be asked
     */
    void refresh(Collection<? extends Query<?>> queries, Supplier<Set<Query<?>>> ahead)
            throws RemoteException, ProbeException, InterruptedException {
        if (observer.open() == known) {
            Set<Query<?>> stale = stale(queries);
            if (!stale.isEmpty()) {
                stale.addAll(stale(ahead.get()));
                observe(observer.observe(stale, timeout));
            }
        }
        if (observer.session() != known) {
            renew(observer.observe(everything, timeout));
        }
    }

    /** Everything that is to be known of the host. */
    Set<Query<?>> asked() {
        return everything;
    }

    /** Asks everything again, over the session that there is now. */
    void renew() throws RemoteException, ProbeException, InterruptedException {
        renew(observer.observe(everything, timeout));
    }

    /** Nobody knows any more how far the conversation with the host came: it ends, and what was begun there goes on to its end. */
    void abandon() {
        observer.session().close();
    }

    /** Takes in what was observed anew. */
    void observe(Observed observed) {
        prediction.observe(observed);
    }

    /** Takes in everything, observed anew over the session that there is now. */
    public void renew(Observed observed) {
        prediction.observe(observed);
        everything = observed.queries();
        known = observer.session();
    }

    Set<Query<?>> stale(Collection<? extends Query<?>> queries) {
        Set<Query<?>> stale = new LinkedHashSet<>(queries);
        stale.removeIf(prediction::isFresh);
        return stale;
    }
}
