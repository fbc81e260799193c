package provisioner.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Extent;
import provisioner.state.Effect.Unsettles;
import provisioner.state.Observation;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;

/**
 * The effects of a step in the form of {@code observed:}, so that they can be copied there; only {@code unsettled:} is
 * something that a case states above it.
 */
final class CaseEffects {
    static final String UNSETTLED = "unsettled";

    private CaseEffects() {}

    /** How the extent of an effect is written: {@code packages}, {@code removed packages}, {@code reboot}, {@code anything} or a path. */
    static Extent extent(String text) {
        return switch (text) {
            case "packages" -> new Extent.Packages();
            case "removed packages" -> new Extent.RemovedPackages();
            case "reboot" -> new Extent.Reboot();
            case "anything" -> new Extent.Anything();
            case "later steps" -> new Extent.LaterSteps();
            default -> new Extent.Below(text);
        };
    }

    private static String extent(Extent extent) {
        return switch (extent) {
            case Extent.Packages ignored -> "packages";
            case Extent.RemovedPackages ignored -> "removed packages";
            case Extent.Reboot ignored -> "reboot";
            case Extent.Anything ignored -> "anything";
            case Extent.LaterSteps ignored -> "later steps";
            case Extent.Below(String path) -> path;
            case Extent.Thing(String name) -> name;
        };
    }

    static SequencedMap<String, Object> write(List<Effect> effects, CaseKnown known) {
        CaseForm form = new CaseForm();
        for (Effect effect : effects) {
            switch (effect) {
                case Becomes<?>(ContentQuery query, Content(var bytes))
                when followsFromItsFile(query, bytes.sha256(), effects) -> {}
                case Becomes<?>(var query, var answer) ->
                    once(form, CaseState.key(query), CaseState.write(answer, known));
                case Unsettles(Extent extent) -> once(form, UNSETTLED, extent(extent));
            }
        }
        return form.entries();
    }

    private static void once(CaseForm form, String key, Object value) {
        if (form.entries().containsKey(key)) {
            throw new IllegalArgumentException("two effects on one thing, for which a case has no form: " + key);
        }
        form.put(key, value);
    }

    /** The file itself is written with its content then. */
    private static boolean followsFromItsFile(ContentQuery query, String sha256, List<Effect> effects) {
        return effects.stream()
                .anyMatch(effect -> effect instanceof Becomes<?>(PathQuery file, RegularFile is)
                        && file.path().equals(query.path())
                        && is.sha256().equals(sha256));
    }

    /** What was written, as the answers to the same queries; what is unsettled comes first. */
    static List<Effect> read(Node.Mapping written, List<Effect> like, Problems problems) {
        SequencedMap<String, Node.Entry> answers = new LinkedHashMap<>(written.entries());
        List<Effect> effects = new ArrayList<>();
        Optional.ofNullable(answers.remove(UNSETTLED))
                .flatMap(entry -> CaseState.text(entry.value()))
                .ifPresent(text -> effects.add(new Unsettles(extent(text))));
        Set<Query<?>> queries = new LinkedHashSet<>();
        for (Effect effect : like) {
            if (effect instanceof Becomes<?>(var query, var ignored)) {
                queries.add(query);
            }
        }
        Observed observed = new CaseState(new Node.Mapping(written.location(), answers), problems).answer(queries);
        queries.forEach(query -> effects.add(becomes(query, observed)));
        return effects;
    }

    private static <O extends Observation> Effect becomes(Query<O> query, Observed observed) {
        return new Becomes<>(query, observed.get(query));
    }

    /** An effect knows a content also where a probe would not send it: without the digest of what need not travel. */
    static Effect known(Effect effect) {
        return effect instanceof Becomes<?>(ContentQuery query, Observation.ContentState content)
                ? new Becomes<>(new ContentQuery(query.path(), "", query.limit()), content)
                : effect;
    }
}
