package provisioner.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import provisioner.state.Effect;
import provisioner.state.Observation;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observation.UserState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.StateView;

/**
 * The known state of a host at a point in its list of steps. It starts as the observed state, takes the effects of one
 * step after the other, and can be updated by a new observation. For one host and one thread.
 */
public final class Prediction implements StateView {

    // Later than any clock. It counts up, so that predicted changes keep their order.
    private static final long FUTURE = Long.MAX_VALUE / 2;

    private final Map<Query<?>, Observation> answers = new HashMap<>();
    private final Map<Query<?>, String> altered = new HashMap<>();
    private final Map<Query<?>, String> unsettled = new HashMap<>();

    // Queries without a usable answer, with the reason, until a step settles them.
    private final Map<Query<?>, String> unreadable = new HashMap<>();

    // The steps whose effects were applied, by name, in order.
    private final Map<String, Integer> order = new HashMap<>();

    // An index, because a host may have thousands of paths, and a change of one affects only itself and what is below
    // it.
    private final NavigableMap<String, Set<Query<?>>> byPath = new TreeMap<>();
    private final Set<Query<?>> others = new HashSet<>();

    private long clock = FUTURE;

    // The step whose open value decides what later steps are.
    private Optional<String> undecided = Optional.empty();

    public Prediction(Observed observed) {
        observe(observed);
    }

    /** Updates the state with fresh answers, which are certain. */
    public void observe(Observed fresh) {
        undecided = Optional.empty();
        fresh.asMap().forEach((query, answer) -> {
            know(query, answer);
            altered.remove(query);
            unsettled.remove(query);
        });
        fresh.unreadable().forEach((query, why) -> {
            unreadable.put(query, why);
            altered.remove(query);
            unsettled.remove(query);
        });
    }

    private void know(Query<?> query, Observation answer) {
        unreadable.remove(query);
        if (answers.put(query, answer) == null) {
            index(query);
        }
    }

    /** Why these queries cannot be judged: one of the answers could not be read. Empty if they can. */
    Optional<String> unreadable(Collection<Query<?>> queries) {
        return queries.stream()
                .map(unreadable::get)
                .filter(Objects::nonNull)
                .sorted()
                .findFirst();
    }

    private void index(Query<?> query) {
        Propagation.pathOf(query)
                .ifPresentOrElse(
                        path -> byPath.computeIfAbsent(path, p -> new HashSet<>())
                                .add(query),
                        () -> others.add(query));
    }

    @Override
    @SuppressWarnings("unchecked") // answers are stored only under a query of their own type
    public <O extends Observation> O get(Query<O> query) {
        Observation answer = answers.get(query);
        if (answer == null) {
            throw new IllegalArgumentException("not observed: " + query);
        }
        return (O) answer;
    }

    @Override
    public Optional<String> unsettledBy(Query<?> query) {
        return Optional.ofNullable(unsettled.get(query));
    }

    @Override
    public Optional<String> alteredBy(Query<?> query) {
        return Optional.ofNullable(altered.get(query));
    }

    /** The first earlier step that leaves one of these answers open. */
    public Optional<String> firstUnsettling(Collection<Query<?>> queries) {
        return first(queries, unsettled);
    }

    /** The earlier step whose open value decides what later steps are, so that nothing of them is certain. */
    public Optional<String> undecidedBy() {
        return undecided;
    }

    /** The first earlier step that changes one of these answers or leaves it open. */
    public Optional<String> firstTouching(Collection<Query<?>> queries) {
        return Stream.concat(first(queries, unsettled).stream(), first(queries, altered).stream())
                .min(Comparator.comparingInt(this::position));
    }

    private Optional<String> first(Collection<Query<?>> queries, Map<Query<?>, String> causes) {
        return queries.stream().map(causes::get).filter(Objects::nonNull).min(Comparator.comparingInt(this::position));
    }

    private int position(String step) {
        return order.getOrDefault(step, Integer.MAX_VALUE);
    }

    /** Whether the answer was observed and no step has affected it since. */
    public boolean isFresh(Query<?> query) {
        return !altered.containsKey(query) && !unsettled.containsKey(query);
    }

    /**
     * Applies the effects of a step in order.
     *
     * @param step the step's name, as the reason for open answers
     */
    public void apply(String step, List<Effect> effects) {
        order.putIfAbsent(step, order.size());
        for (Effect effect : effects) {
            clock++;
            switch (effect) {
                case Effect.Becomes<?>(Query<?> query, Observation answer) -> become(step, query, answer);
                case Effect.Unsettles(Effect.Extent extent) -> {
                    if (extent instanceof Effect.Extent.LaterSteps && undecided.isEmpty()) {
                        undecided = Optional.of(step);
                    }
                    answers.forEach((query, old) -> take(step, query, UnsettlingRules.of(extent, query, old)));
                    unreadable.keySet().forEach(query -> unsettled.put(query, step));
                }
            }
        }
    }

    /**
     * Applies the effects of a step that may have nothing to do.
     *
     * @param own the queries whose answers will be as predicted either way
     */
    public void applyPerhaps(String step, List<Effect> effects, Set<Query<?>> own) {
        Map<Query<?>, String> before = new HashMap<>(altered);
        apply(step, effects);
        altered.forEach((query, cause) -> {
            if (!own.contains(query) && !cause.equals(before.get(query))) {
                unsettled.put(query, step);
            }
        });
    }

    /** Takes in what a step on another host does to an answer of this one. */
    void learn(String step, Query<?> query, AnswerChange change) {
        order.putIfAbsent(step, order.size());
        take(step, query, change);
    }

    boolean knows(Query<?> query) {
        return answers.containsKey(query) && !unreadable.containsKey(query);
    }

    /** All queries with an answer. */
    Set<Query<?>> answered() {
        return Set.copyOf(answers.keySet());
    }

    private void become(String step, Query<?> query, Observation answer) {
        Observation settled =
                answer instanceof UnitState unit && unit.stateChange() == UnitState.NOW ? unit.at(clock) : answer;
        if (unreadable.containsKey(query)) {
            know(query, settled);
        }
        Propagation.pathOf(query)
                .ifPresent(path -> unreadable.keySet().stream()
                        .filter(q -> UnsettlingRules.readsAt(path, q))
                        .forEach(q -> unsettled.put(q, step)));
        if (answers.containsKey(query)) {
            take(step, query, new AnswerChange.Altered(settled));
        }
        switch (query) {
            case Query.PathQuery(String path) -> {
                PathState state = (PathState) settled;
                at(path).forEach(q -> {
                    if (!q.equals(query)) {
                        take(step, q, Propagation.ofPath(path, state, q, old(q), clock));
                    }
                });
                below(path).forEach(q -> take(step, q, Propagation.ofPath(path, state, q, old(q), clock)));
                others.forEach(q -> take(step, q, Propagation.ofPath(path, state, q, old(q), clock)));
            }
            case Query.ContentQuery q -> {
                at(q.path()).forEach(o -> takeContent(step, q.path(), (ContentState) settled, o));
                others.stream()
                        .filter(o -> o instanceof Query.SshdQuery && !unsettled.containsKey(o))
                        .forEach(o -> takeContent(step, q.path(), (ContentState) settled, o));
            }
            case Query.UserQuery(String name) ->
                others.forEach(q -> {
                    if (!q.equals(query)) {
                        take(step, q, Propagation.ofUser(name, (UserState) settled, q, old(q)));
                    }
                });
            case Query.UnitQuery(String name) ->
                others.forEach(q -> {
                    if (!q.equals(query)) {
                        take(step, q, Propagation.ofUnit(name, (UnitState) settled, q, old(q)));
                    }
                });
            case Query.PackageQuery(String name, String ignored) ->
                others.forEach(q -> {
                    if (!q.equals(query)) {
                        take(step, q, Propagation.ofPackage(name, (PackageState) settled, q, old(q)));
                    }
                });
            case Query.MysqlQuery ignored ->
                others.forEach(q -> {
                    if (!q.equals(query)) {
                        take(step, q, Propagation.ofDatabase(q, old(q)));
                    }
                });
            default ->
                others.forEach(q -> {
                    if (!q.equals(query)) {
                        take(step, q, Propagation.ofOther(q, old(q)));
                    }
                });
        }
    }

    private void takeContent(String step, String path, ContentState content, Query<?> query) {
        take(step, query, Propagation.ofContent(path, content, query, old(query)));
    }

    private Observation old(Query<?> query) {
        Observation answer = answers.get(query);
        if (answer == null) {
            throw new IllegalStateException("indexed without an answer: " + query);
        }
        return answer;
    }

    private List<Query<?>> at(String path) {
        return List.copyOf(byPath.getOrDefault(path, Set.of()));
    }

    private List<Query<?>> below(String path) {
        String prefix = path.equals("/") ? "/" : path + "/";
        return byPath.subMap(prefix, true, prefix + Character.MAX_VALUE, false).values().stream()
                .<Query<?>>flatMap(Set::stream)
                .toList();
    }

    private void take(String step, Query<?> query, AnswerChange impact) {
        switch (impact) {
            case AnswerChange.Untouched ignored -> {}
            case AnswerChange.Unsettled ignored -> unsettled.put(query, step);
            case AnswerChange.Stale ignored -> altered.put(query, step);
            case AnswerChange.Altered(Observation answer) -> {
                answers.replace(query, answer);
                altered.put(query, step);
                unsettled.remove(query);
            }
        }
    }
}
