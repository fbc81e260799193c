package provisioner.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import provisioner.playbook.Play;
import provisioner.playbook.RoleUse;
import provisioner.playbook.StepSource;
import provisioner.resource.CheckNotRun;
import provisioner.resource.CheckType;
import provisioner.resource.ResourceTypes;
import provisioner.secret.Masker;
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
    private final Set<String> tags;
    private final List<CheckNotRun> found = new ArrayList<>();

    /**
     * @param evaluator one of its own: what only these checks need is not part of the program
     * @param tags that were asked for; empty for all steps
     */
    DeselectedChecks(ResourceTypes types, HostScopes scopes, Evaluator evaluator, Set<String> tags) {
        this.types = types;
        this.scopes = scopes;
        this.evaluator = evaluator;
        this.tags = Set.copyOf(tags);
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
            Place place = new Place(host, limited.contains(host), first.equals(Optional.of(host)));
            LazyScope scope = scopes.of(host).within(play.optionalGroups());
            play.roles().forEach(use -> role(use, play, scope, place));
            play.steps().forEach(step -> step(step, play.tags(), scope, place));
        }
    }

    List<CheckNotRun> found() {
        return List.copyOf(found);
    }

    /** @param first whether the play's global checks are this host's */
    private record Place(String host, boolean limited, boolean first) {}

    private void role(RoleUse use, Play play, LazyScope outer, Place place) {
        if (use.role().steps().stream().noneMatch(this::isCheck)
                || !use.when()
                        .map(when -> holds(() -> evaluator.condition(when, outer)))
                        .orElse(true)) {
            return;
        }
        LazyScope scope = new RoleScopes(evaluator).scope(use, outer, problem -> {});
        Set<String> inherited = new TreeSet<>(play.tags());
        inherited.addAll(use.tags());
        use.role().steps().forEach(step -> step(step, inherited, scope, place));
    }

    private void step(StepSource step, Iterable<String> inherited, LazyScope scope, Place place) {
        boolean wanted = tags.isEmpty() || step.tags().stream().anyMatch(tags::contains);
        for (String tag : inherited) {
            wanted |= tags.contains(tag);
        }
        if (!isCheck(step) || wanted && place.limited || step.once() && !place.first) {
            return;
        }
        List<?> items = step.forEach().isPresent() ? items(step, scope) : Collections.singletonList(null);
        for (int i = 0; i < items.size(); i++) {
            LazyScope inside = new LazyScope(scope, evaluator);
            Optional<StepNames.Item> item =
                    step.forEach().isPresent() ? Optional.of(new StepNames.Item(i, items.get(i))) : Optional.empty();
            item.ifPresent(each -> inside.put("item", each.value()));
            if (step.when()
                    .map(when -> holds(() -> evaluator.condition(when, inside)))
                    .orElse(true)) {
                found.add(new CheckNotRun(
                        step.once() ? Optional.empty() : Optional.of(place.host),
                        name(step, inside, item),
                        place.limited ? BY_TAGS : BY_LIMIT));
            }
        }
    }

    private boolean isCheck(StepSource step) {
        return types.find(step.type()).filter(CheckType.class::isInstance).isPresent();
    }

    private List<?> items(StepSource step, LazyScope scope) {
        try {
            return evaluator.value(step.forEach().orElseThrow(), scope) instanceof List<?> list ? list : List.of();
        } catch (RenderException e) {
            return List.of();
        }
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

    private String name(StepSource step, LazyScope scope, Optional<StepNames.Item> item) {
        String written = step.name().text();
        try {
            String name = StepNames.name(written, evaluator.text(step.name(), scope), item);
            return Masker.of(evaluator.secrets()).mask(name);
        } catch (RenderException e) {
            return written;
        }
    }
}
