package provisioner.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.playbook.ForEach;
import provisioner.playbook.Play;
import provisioner.playbook.RoleUse;
import provisioner.playbook.StepEntry;
import provisioner.playbook.StepGroup;
import provisioner.playbook.StepSource;
import provisioner.resource.CheckNotRun;
import provisioner.resource.ResourceTypes;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;

/**
 * The checks that {@code --limit} and {@code --tags} leave out, by name. Their parameters are not read. What is wrong
 * with the input of hosts and steps that were left out is no problem of this run.
 */
final class DeselectedChecks {
    private static final String BY_LIMIT = "--limit leaves its host out";
    private static final String BY_TAGS = "--tags leaves it out";

    private final ResourceTypes types;
    private final HostScopes scopes;
    private final Evaluator evaluator;
    private final SelectedTags tags;
    private final List<CheckNotRun> found = new ArrayList<>();

    /** @param evaluator one of its own: what only these checks need is not part of the program */
    DeselectedChecks(ResourceTypes types, HostScopes scopes, Evaluator evaluator, SelectedTags tags) {
        this.types = types;
        this.scopes = scopes;
        this.evaluator = evaluator;
        this.tags = tags;
    }

    /**
     * @param hosts all hosts of the play, whatever the limit
     * @param limited those within the limit
     */
    void play(Play play, List<String> hosts, Set<String> limited) {
        boolean anywhere = hosts.stream().anyMatch(limited::contains);
        Optional<String> first = hosts.stream()
                .filter(host -> !anywhere || limited.contains(host))
                .findFirst();
        for (String host : hosts) {
            Place place = new Place(
                    host,
                    limited.contains(host),
                    first.equals(Optional.of(host)),
                    hosts.getFirst().equals(host));
            LazyScope scope = scopes.of(host).within(play.optionalGroups());
            play.roles().forEach(use -> role(use, play, scope, place));
            steps(play.steps(), Set.copyOf(play.tags()), scope, place);
        }
    }

    List<CheckNotRun> found() {
        return List.copyOf(found);
    }

    /**
     * @param first whether the play's global checks are this host's
     * @param leading whether what the play does once is done here
     */
    private record Place(String host, boolean limited, boolean first, boolean leading) {
        boolean hasTurn(boolean isCheck) {
            return isCheck ? first : leading;
        }
    }

    private void role(RoleUse use, Play play, LazyScope outer, Place place) {
        if (use.role().steps().stream().flatMap(StepEntry::all).noneMatch(this::isCheck)
                || !use.when()
                        .map(when -> holds(() -> evaluator.condition(when, outer)))
                        .orElse(true)) {
            return;
        }
        LazyScope scope = new RoleScopes(evaluator).scope(use, outer, problem -> {});
        steps(use.role().steps(), StepWalk.union(play.tags(), use.tags()), scope, place);
    }

    private void steps(List<StepEntry> entries, Set<String> inherited, LazyScope scope, Place place) {
        new StepWalk(evaluator, new Visitor(place)).all(entries, StepWalk.Place.of(scope, inherited));
    }

    /** Finds the checks of a play or a role that are left out on a host. */
    private final class Visitor implements StepWalk.Visitor {
        private final Place place;

        private Visitor(Place place) {
            this.place = place;
        }

        @Override
        public boolean enters(StepEntry entry, Set<String> of) {
            return switch (entry) {
                case StepGroup group -> group.all().anyMatch(DeselectedChecks.this::isCheck);
                case StepSource step ->
                    isCheck(step)
                            && !(tags.want(step, of) && place.limited)
                            && (!step.once() || place.hasTurn(isCheckType(step)));
            };
        }

        @Override
        public List<Item> items(ForEach forEach, LazyScope scope, Location usedAt) {
            try {
                return Item.of(forEach.item(), evaluator.value(forEach.over(), scope))
                        .orElse(List.of());
            } catch (RenderException e) {
                // Such as over facts: its checks are named once, as they are written.
                return List.of(new Item(forEach.item(), null, "?"));
            }
        }

        @Override
        public void under(Optional<Node.Scalar> condition, LazyScope scope, Location usedAt, Runnable then) {
            if (condition.isEmpty() || DeselectedChecks.holds(() -> evaluator.condition(condition.get(), scope))) {
                then.run();
            }
        }

        @Override
        public String name(Node.Scalar written, LazyScope scope, Location usedAt) {
            return written.text();
        }

        @Override
        public void step(StepSource step, StepWalk.Place at) {
            found.add(new CheckNotRun(
                    step.once() && isCheckType(step) ? Optional.empty() : Optional.of(place.host),
                    DeselectedChecks.this.name(step, at),
                    place.limited ? BY_TAGS : BY_LIMIT));
        }
    }

    private boolean isCheck(StepEntry entry) {
        return entry instanceof StepSource step && (step.check().isPresent() || isCheckType(step));
    }

    private boolean isCheckType(StepSource step) {
        return types.isCheck(step.type());
    }

    private interface Condition {
        boolean holds();
    }

    /** A check whose condition cannot be evaluated is named rather than left out silently. */
    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (RenderException e) {
            return true;
        }
    }

    private String name(StepSource step, StepWalk.Place at) {
        String written = step.name().text();
        try {
            String name = StepNames.name(written, evaluator.text(step.name(), at.scope()), at.items());
            return evaluator.masker().mask(name);
        } catch (RenderException e) {
            return written;
        }
    }
}
