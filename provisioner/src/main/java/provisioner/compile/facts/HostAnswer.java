package provisioner.compile.facts;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.MachineQuery;
import provisioner.template.Refusal;

/**
 * What a host has answered, for hosts whose steps use what it has read.
 *
 * @param told facts as they were at the beginning of the run, values at the beginning of their play; empty if it was not observed
 * @param failure why it does not take part in the run any more; empty if it does
 */
public record HostAnswer(Optional<Observed> told, String failure) {
    private static final Set<Query<?>> FACTS = Set.of(new FactsQuery(), new MachineQuery());

    /** What to do about a host that has failed. */
    public static final String MEND = "make that host work first, and run again";

    public boolean failed() {
        return !failure.isEmpty();
    }

    /** That the host does not take part any more, for people. */
    public String left(String host) {
        return host + " does not take part in this run: " + failure;
    }

    /** For plays to come: whether it failed matters when they begin. */
    public HostAnswer soFar() {
        return told.isPresent() ? new HostAnswer(told, "") : this;
    }

    /**
     * What a host has answered.
     *
     * @throws Refusal if it is not to be relied on
     */
    public static Observed of(String host, Map<String, HostAnswer> answers) {
        Optional<HostAnswer> answer = Optional.ofNullable(answers.get(host));
        answer.filter(HostAnswer::failed).ifPresent(one -> {
            throw new Refusal("what host '" + host + "' reads is not known: " + one.left(host), MEND);
        });
        return answer.flatMap(HostAnswer::told)
                .filter(observed -> observed.queries().containsAll(FACTS))
                .orElseThrow(() -> new Refusal(
                        "host '" + host
                                + "' was not asked for what it reads, because only facts of another host lead to it",
                        "use it in a step whatever the facts are"));
    }
}
