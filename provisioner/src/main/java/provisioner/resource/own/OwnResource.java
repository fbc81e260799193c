package provisioner.resource.own;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.resource.Things;
import provisioner.secret.Masker;
import provisioner.state.Bytes;
import provisioner.state.Observation.OwnState;
import provisioner.state.Query;
import provisioner.state.Query.OwnQuery;
import provisioner.state.StateView;

/**
 * A step of a type of the operator's own.
 *
 * @param desired the value that each key of the probe must have
 * @param hidden the keys whose values are never shown
 * @param probe with the values of the parameters
 * @param apply with the values of the parameters
 * @param guarded the parameters that may hold secrets
 * @param accounted what it accounts for
 * @param effects all that the script alters
 * @param reads all that the probe depends on; empty for anything
 */
record OwnResource(
        String type,
        String title,
        SortedMap<String, String> desired,
        Set<String> hidden,
        String probe,
        String apply,
        Set<String> guarded,
        List<OwnThing> accounted,
        List<OwnThing> effects,
        SortedSet<String> reads)
        implements Resource {
    OwnResource {
        desired = Collections.unmodifiableSortedMap(new TreeMap<>(desired));
        hidden = Set.copyOf(hidden);
        guarded = Set.copyOf(guarded);
        accounted = List.copyOf(accounted);
        effects = List.copyOf(effects);
        reads = Collections.unmodifiableSortedSet(new TreeSet<>(reads));
    }

    OwnQuery query() {
        return new OwnQuery(type, probe, new TreeSet<>(desired.keySet()), reads);
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(query());
    }

    @Override
    public boolean writes() {
        return false; // what it does is up to whoever wrote it
    }

    @Override
    public boolean altersAnything() {
        return effects.stream().anyMatch(thing -> thing.kind().equals(OwnThing.ANYTHING));
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return guarded.contains(parameter)
                ? Optional.empty()
                : Optional.of("the type '" + type + "' does not say 'secret: true' of it");
    }

    /** Who wants the same thing must want the same of it. */
    @Override
    public List<Claim> claims() {
        return accounted.stream()
                .map(claim -> Claim.unseen(claim.thing(), "state", List.of(type, apply)))
                .toList();
    }

    @Override
    public Stream<String> accountsFor() {
        return accounted.stream()
                .flatMap(claim -> claim.isWhole()
                        ? Stream.of(claim.thing(), Things.allIn(claim.path()))
                        : Stream.of(claim.thing()));
    }

    @Override
    public Assessment assess(StateView state) {
        OwnState now = state.get(query());
        boolean settled = state.settled(query());
        Optional<String> unknown = unknown(now);
        if (unknown.isPresent() && settled) {
            return new Assessment.Unknown(unknown.get());
        }
        Change change = new Change().certain(settled);
        desired.forEach((key, value) -> compare(key, now.values(), value, change));
        // Not an argument: that a script contains a certain secret could be tried with its digest.
        Bytes script = Bytes.utf8(apply + "\n");
        change.send(script).run("sh -euc '. /dev/fd/3' 3<\"$BLOBS/" + script.sha256() + "\" 0</dev/null");
        effects.forEach(thing -> change.unsettles(thing.extent()));
        return change.becomes(query(), new OwnState(desired, "")).assessment();
    }

    private Optional<String> unknown(OwnState now) {
        if (!now.flaw().isEmpty()) {
            return Optional.of("the probe of '" + type + "' cannot be used: " + now.flaw());
        }
        return desired.keySet().stream()
                .filter(key -> !now.values().containsKey(key))
                .findFirst()
                .map(key -> "the probe of '" + type + "' must print '" + key + "'");
    }

    private void compare(String key, Map<String, String> now, String value, Change change) {
        String is = now.getOrDefault(key, "unknown yet");
        if (!value.equals(now.get(key))) {
            boolean masked = hidden.contains(key);
            change.differs(key, masked ? Masker.MASK : is, masked ? Masker.MASK : value);
        }
    }

    @Override
    public String toString() {
        return title;
    }
}
