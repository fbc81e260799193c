package provisioner.compile.facts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import provisioner.resource.HostValue;
import provisioner.resource.HostValue.Told;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.StateView;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.Refusal;

/** The variables that steps of a host read, during one compilation. Later steps see them. */
public final class HostValues {
    /** What is read must be known before the host is asked. */
    public static final String DEPENDS =
            "what 'read' asks must not depend on facts or on other values that are read; only its condition may";

    /** Numbers, because conditions compare them. */
    private static final List<String> SAMPLES = List.of("1", "64", "4");

    /** Where values come from. */
    public interface Source {
        Told of(HostValue declared);
    }

    /** Queries about values that are read when a play begins. */
    public record Asked(int play, Set<Query<?>> queries) {
        public Asked {
            queries = Set.copyOf(queries);
        }
    }

    /** What a step has read. */
    public record Reading(HostValue declared, Told told) {}

    private final Evaluator evaluator;
    private final FactsPass facts;
    private final Source source;
    private final LazyScope scope;
    private final List<Asked> asked = new ArrayList<>();
    private final Map<String, Reading> readings = new LinkedHashMap<>();
    private final Set<Secret> secrets = new HashSet<>();

    /** @param variables those of the host without values that are read */
    public HostValues(LazyScope variables, Evaluator evaluator, FactsPass facts, Source source) {
        this.evaluator = evaluator;
        this.facts = facts;
        this.source = source;
        this.scope = new LazyScope(variables, evaluator);
    }

    /** Stand-ins for values before any host was asked. Those for secrets are as long as secrets are, so that they mask nothing else. */
    public static Source sample(int which) {
        return declared -> Told.of(
                declared.isSecret()
                        ? "stand-in-" + which + "-for-the-secret-" + declared.variable()
                        : SAMPLES.get(which));
    }

    /** What a host has answered. */
    public static Source of(Observed observed) {
        return declared -> {
            if (!observed.queries().containsAll(declared.queries())) {
                return Told.nothing(DEPENDS);
            }
            return declared.queries().stream()
                    .flatMap(query -> Optional.ofNullable(observed.unreadable().get(query)).stream())
                    .findFirst()
                    .map(Told::nothing)
                    .orElseGet(() -> declared.told(StateView.of(observed)));
        };
    }

    /** The host's variables with those that were read so far. */
    public LazyScope scope() {
        return scope;
    }

    /**
     * Takes in a step that reads a value.
     *
     * @param seen all that the step sees
     */
    public void give(HostValue declared, int play, Location at, LazyScope seen, Consumer<Problem> problems) {
        String name = declared.variable();
        if (facts.isCertain() && seen.has(name)) {
            problems.accept(new Problem(at, "'" + name + "' must not have a value already", "choose another name"));
        }
        Told told = source.of(declared);
        if (told.value().isEmpty()) {
            problems.accept(new Problem(at, "'" + name + "' cannot be read: " + told.why(), ""));
        }
        String value = told.value().orElse("");
        asked.add(new Asked(play, declared.queries()));
        readings.put(name, new Reading(declared, told));
        scope.ask(name, () -> given(name, declared, value));
    }

    /**
     * Gives out a value.
     *
     * @param reference how the step that is compiled refers to it, without the dollar sign
     */
    Object given(String reference, HostValue declared, String value) {
        if (declared.isSecret()) {
            evaluator.hide(value);
            secrets.add(new Secret(value));
        }
        return facts.given(reference, value);
    }

    /** What the steps so far have read, by the names of the variables. */
    public Map<String, Reading> readings() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(readings));
    }

    /** Lets a scope refuse the values. */
    public void refuse(LazyScope other) {
        readings.keySet()
                .forEach(name -> other.ask(name, () -> {
                    throw new Refusal(
                            "$" + name + " must not be used here: only the steps of a host itself know it", "");
                }));
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** The values that must not be shown. */
    public Set<Secret> secrets() {
        return Set.copyOf(secrets);
    }
}
