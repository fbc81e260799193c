package provisioner.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import provisioner.state.Observation.ContentState;
import provisioner.state.Query.ContentQuery;

/** The answers to queries, each of its query's type. Immutable. */
public final class Observed {
    private final Map<Query<?>, Observation> answers;
    private final Map<Query<?>, String> unreadable;

    private Observed(Map<Query<?>, Observation> answers, Map<Query<?>, String> unreadable) {
        this.answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
        this.unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(unreadable));
    }

    /** @throws IllegalArgumentException if the query was not asked */
    @SuppressWarnings("unchecked") // Builder.put admits only the query's own type
    public <O extends Observation> O get(Query<O> query) {
        Observation answer = answers.get(query);
        if (answer == null) {
            throw new IllegalArgumentException(unreadable.getOrDefault(query, "not asked: " + query));
        }
        return (O) answer;
    }

    /** All queries that were asked, also those without a usable answer. */
    public Set<Query<?>> queries() {
        Set<Query<?>> all = new LinkedHashSet<>(answers.keySet());
        all.addAll(unreadable.keySet());
        return all;
    }

    /** Why there is no usable answer, by query, for people. Only the steps that need the answer fail. */
    public Map<Query<?>, String> unreadable() {
        return unreadable;
    }

    /** All usable answers by query. */
    public Map<Query<?>, Observation> asMap() {
        return answers;
    }

    /** The answers to these queries alone; empty where one of them was neither asked nor follows from what was. */
    public Optional<Observed> only(Collection<? extends Query<?>> queries) {
        Builder all = builder();
        for (Query<?> query : queries) {
            Query<?> asked =
                    query instanceof ContentQuery content && !queries().contains(content) ? content.always() : query;
            if (unreadable.containsKey(asked)) {
                all.refuse(query, Objects.requireNonNull(unreadable.get(asked)));
            } else if (query instanceof ContentQuery content && answers.get(asked) instanceof ContentState whole) {
                all.set(query, asked.equals(query) ? whole : content.from(whole));
            } else if (answers.containsKey(query)) {
                all.set(query, Objects.requireNonNull(answers.get(query)));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(all.build());
    }

    /** These answers and others, which win if both have one. */
    public Observed plus(Observed others) {
        Builder all = builder();
        for (Observed each : List.of(this, others)) {
            each.answers.forEach(all::set);
            each.unreadable.forEach(all::refuse);
        }
        return all.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final Map<Query<?>, Observation> answers = new LinkedHashMap<>();
        private final Map<Query<?>, String> unreadable = new LinkedHashMap<>();

        public <O extends Observation> Builder put(Query<O> query, O answer) {
            set(query, answer);
            return this;
        }

        private void set(Query<?> query, Observation answer) {
            answers.put(query, answer);
            unreadable.remove(query);
        }

        /** Records that there is no usable answer, and why. */
        public void refuse(Query<?> query, String why) {
            unreadable.put(query, why);
            answers.remove(query);
        }

        public Observed build() {
            return new Observed(answers, unreadable);
        }
    }
}
