package provisioner.engine;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import provisioner.compile.facts.FactsPass;
import provisioner.plan.StepPlan;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Unverifiable;
import provisioner.secret.Secret;
import provisioner.state.Bytes;
import provisioner.state.Observed;
import provisioner.state.Query;

/**
 * Digests what determines a run. Whatever contains secrets is digested under a key, without which nobody can try out
 * values.
 *
 * @param key empty only if nothing secret is digested
 */
public record PlanDigest(Optional<Secret> key) {

    /** @throws IllegalArgumentException if something in it has no form ({@link Canonical}) */
    public String of(Object value) {
        byte[] text = Canonical.text(value).getBytes(StandardCharsets.UTF_8);
        return key.map(k -> keyed(k.value(), text))
                .orElseGet(() -> Bytes.of(text).sha256());
    }

    private static String keyed(String key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** How the facts begin among the ids of a host's steps. */
    private static final String FACT = "$facts.";

    /** As templates refer to a fact or to a value that was read. */
    static String reference(String name) {
        return name.startsWith(FactsPass.VALUE) ? name : FACT + name;
    }

    /** Whether an id is such a reference. The ids of steps begin with the name of their play, and values have no '/'. */
    static boolean isReference(String id) {
        return id.startsWith(FACT) || id.startsWith(FactsPass.VALUE) && id.indexOf('/') < 0;
    }

    /** The digest of what decides each step's actions on the host, by the step's id; and of each fact that was read. */
    SequencedMap<String, String> ofHost(HostPlan plan) {
        SequencedMap<String, String> digests = new LinkedHashMap<>();
        plan.facts().forEach((name, value) -> digests.put(reference(name), of(List.of(value))));
        for (StepPlan step : plan.steps()) {
            Object observed = observed(step, plan.observed());
            // Steps that follow from facts are not among the program's, whose digest is made before any host is
            // observed.
            digests.put(step.step().id(), of(plan.facts().isEmpty() ? observed : List.of(observed, step.step())));
        }
        return digests;
    }

    /** If a step has nothing to do, it is enough that this stays so. */
    private static Object observed(StepPlan plan, Observed observed) {
        boolean acts = plan.assessment() instanceof Differs || plan.assessment() instanceof Unverifiable;
        return acts
                ? List.of(
                        plan.outcome(),
                        plan.differences(),
                        answers(plan.step().resource().queries(), observed))
                : List.of(plan.outcome());
    }

    private static Map<Query<?>, Object> answers(Set<Query<?>> queries, Observed observed) {
        Map<Query<?>, Object> answers = new LinkedHashMap<>(observed.asMap());
        answers.keySet().retainAll(queries);
        return answers;
    }
}
