package provisioner.resource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.state.Effect;
import provisioner.state.Query;
import provisioner.state.StateView;

/** Resources that make up one. */
public record Parts(List<? extends Resource> parts) {
    public Parts {
        parts = List.copyOf(parts);
    }

    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>();
        parts.forEach(part -> queries.addAll(part.queries()));
        return queries;
    }

    /** @param action of the whole, from the scripts of the parts that differ */
    public Assessment assess(StateView state, Function<String, Action> action) {
        List<Difference> differences = new ArrayList<>();
        List<Effect> effects = new ArrayList<>();
        StringBuilder scripts = new StringBuilder();
        for (Resource part : parts) {
            switch (part.assess(state)) {
                case Impossible impossible -> {
                    return impossible;
                }
                case Differs differs -> {
                    differences.addAll(differs.differences());
                    effects.addAll(differs.effects());
                    scripts.append(differs.action() instanceof Action.Script script ? script.text() : "");
                }
                default -> {}
            }
        }
        return differences.isEmpty()
                ? new InSync()
                : new Differs(differences, action.apply(scripts.toString()), effects);
    }
}
