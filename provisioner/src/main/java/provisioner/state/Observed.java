package provisioner.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The answers to queries, each of its query's type. Immutable. */
public final class Observed {
    private final Map<Query<?>, Observation> answers;

    private Observed(Map<Query<?>, Observation> answers) {
        this.answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
    }

    /** @throws IllegalArgumentException if the query was not asked */
    @SuppressWarnings("unchecked") // Builder.put admits only the query's own type
    public <O extends Observation> O get(Query<O> query) {
        Observation answer = answers.get(query);
        if (answer == null) {
            throw new IllegalArgumentException("not asked: " + query);
        }
        return (O) answer;
    }

    public Set<Query<?>> queries() {
        return answers.keySet();
    }

    /** All answers by query. */
    public Map<Query<?>, Observation> asMap() {
        return answers;
    }

    /** These answers and others, which win if both have one. */
    public Observed plus(Observed others) {
        Map<Query<?>, Observation> all = new LinkedHashMap<>(answers);
        all.putAll(others.answers);
        return new Observed(all);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final Map<Query<?>, Observation> answers = new LinkedHashMap<>();

        public <O extends Observation> Builder put(Query<O> query, O answer) {
            answers.put(query, answer);
            return this;
        }

        public Observed build() {
            return new Observed(answers);
        }
    }
}
