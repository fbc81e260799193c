package provisioner.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.state.Query;
import provisioner.state.StateView;

/** Something on a host with a desired state. Implementations are records: equal where they desire the same. */
public non-sealed interface Resource extends Declaration {

    /** Everything that {@link #assess} will ask for. */
    Set<Query<?>> queries();

    /** As whom its files are read and written where others than root can alter the way to them: whoever is to own them. */
    default String actsFor(StateView state) {
        return "root";
    }

    /** Whether it writes to the paths that it asks for; otherwise it only wants to know what is there. */
    default boolean writes() {
        return true;
    }

    /** Whether it may alter anything on the host, so that what follows cannot be foreseen. */
    default boolean altersAnything() {
        return false;
    }

    /**
     * Whether nobody but root may be able to put something else in the place of its files: services trust what it makes there, so
     * it does not act as anybody else.
     */
    default boolean rootsOnly() {
        return false;
    }

    /** Whether its action may be tried again where it failed. */
    default boolean mayBeTriedAgain() {
        return true;
    }

    /** This resource, for a host through which the run reaches others: what it does must not cut them off. */
    default Resource passing(List<Passage> others) {
        return this;
    }

    /**
     * This resource, as one of all those that a playbook declares on a host: what was added beside it and none of them accounts
     * for is drift. Not called where only some of the steps are known.
     */
    default Resource among(Claimed all) {
        return this;
    }

    /** Whether it may take away the way between hosts: see {@link #keeping}. */
    default boolean closesLinks() {
        return false;
    }

    /**
     * This resource as long as hosts may still use links that it is about to close; empty where it closes none of them.
     *
     * @param links their names
     * @param state its queries are answered
     */
    default Optional<Resource> keeping(Set<String> links, StateView state) {
        return Optional.empty();
    }

    /**
     * What it accounts for on its host, as {@link Things} calls it: whatever else is there, nobody declared. That can be more
     * than it claims, because other programs keep things on its behalf.
     */
    default Stream<String> accountsFor() {
        return claims().stream().map(Claim::thing);
    }

    /** Of that, what comes from its host to others by itself: the step about it may be another host's. */
    default Stream<String> replicated() {
        return Stream.empty();
    }

    /** What is out of the ordinary on purpose, each with its reason. Every plan shows it. */
    default List<String> exceptions() {
        return List.of();
    }

    /**
     * Compares what is desired with what is known. Pure: the same answers give the same assessment, and nothing but
     * the declared queries is asked.
     */
    Assessment assess(StateView state);
}
