package provisioner.compile.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import provisioner.playbook.Play;
import provisioner.playbook.StepSource;
import provisioner.resource.ResourceTypes;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.template.Refusal;

/** Why a host has not read a value before the play that uses it, from the playbook alone. */
public final class Unread {
    /**
     * A play with its hosts.
     *
     * @param all whatever the limit and the shard
     */
    public record Place(Play play, int index, Set<String> all) {}

    private record Step(Place place, StepSource written) {
        Optional<String> variable() {
            return written.parameters()
                    .get("as")
                    .map(Node.Entry::value)
                    .filter(Node.Scalar.class::isInstance)
                    .map(node -> ((Node.Scalar) node).text());
        }
    }

    private final List<Place> places;
    private final ResourceTypes types;
    private final Set<String> limited;
    private final Set<String> hosts;

    /**
     * @param limited the hosts within the limit
     * @param hosts those of them that are in this run's shard
     */
    public Unread(List<Place> places, ResourceTypes types, Set<String> limited, Set<String> hosts) {
        this.places = List.copyOf(places);
        this.types = types;
        this.limited = Set.copyOf(limited);
        this.hosts = Set.copyOf(hosts);
    }

    /** @param before the play that uses it */
    public Refusal why(int before, String host, String variable) {
        List<Step> steps = steps(host);
        List<Step> reading = steps.stream()
                .filter(step -> step.variable().equals(Optional.of(variable)))
                .toList();
        Optional<Step> earlier =
                reading.stream().filter(step -> step.place.index < before).findFirst();
        return earlier.map(step -> leftOut(step, host, variable))
                .or(() -> reading.stream().findFirst().map(step -> tooLate(step, before, host, variable)))
                .orElseGet(() -> nowhere(steps, host, variable));
    }

    private List<Step> steps(String host) {
        List<Step> steps = new ArrayList<>();
        for (Place place : places) {
            if (place.all.contains(host)) {
                place.play
                        .entries()
                        .filter(StepSource.class::isInstance)
                        .map(StepSource.class::cast)
                        .filter(step -> types.givesValue(step.type()))
                        .forEach(step -> steps.add(new Step(place, step)));
            }
        }
        return steps;
    }

    private Refusal leftOut(Step step, String host, String variable) {
        String who = "host '" + host + "', which reads '" + variable + "' at " + step.written.location() + ",";
        if (!limited.contains(host)) {
            return new Refusal(
                    who + " is outside --limit, so that nobody knows the value",
                    "add " + host + " to --limit, or run without it");
        }
        if (!hosts.contains(host)) {
            return new Refusal(
                    who + " is in another shard, so that nobody knows the value",
                    "run without --shard, with --limit for the hosts that are meant and " + host);
        }
        return new Refusal(
                "host '" + host + "' has not read '" + variable + "': the step at " + step.written.location()
                        + " is left out there",
                "look at its conditions and at 'once'");
    }

    private static Refusal tooLate(Step step, int before, String host, String variable) {
        String which = step.place.index == before ? "this play" : "the later play '" + step.place.play.name() + "'";
        return new Refusal(
                "host '" + host + "' reads '" + variable + "' in " + which + " (" + step.written.location()
                        + "), and another host's value must come from an earlier play",
                "move the step that reads it into a play before this one");
    }

    private static Refusal nowhere(List<Step> steps, String host, String variable) {
        Set<String> known = new TreeSet<>();
        steps.forEach(step -> step.variable().ifPresent(known::add));
        return new Refusal(
                "host '" + host + "' reads no '" + variable + "'",
                known.isEmpty()
                        ? "let a step with 'read' read it on " + host + " in an earlier play"
                        : Problems.nearestOf("values that it reads", variable, known));
    }
}
