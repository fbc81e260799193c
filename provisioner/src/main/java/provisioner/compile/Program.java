package provisioner.compile;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.remote.target.Destination;
import provisioner.resource.CheckStep;
import provisioner.resource.Step;
import provisioner.secret.Secret;

/**
 * Everything that a run is to do.
 *
 * @param plays in their order; steps refer to them by {@link Step#playIndex()}
 * @param hosts those that are touched, in the inventory's order, also where they have no steps; beyond the limit those
 *     on which something is done around the steps of others
 * @param globalChecks those with {@code once}, in their order; each is for its play's first host
 * @param secrets values to be masked wherever they appear
 * @param inputs SHA-256 digest of every file that was read, by its path as shown
 */
public record Program(
        List<ProgramPlay> plays,
        List<HostProgram> hosts,
        List<CheckStep> globalChecks,
        Set<Secret> secrets,
        SortedMap<String, String> inputs) {

    public Program {
        plays = List.copyOf(plays);
        hosts = List.copyOf(hosts);
        globalChecks = List.copyOf(globalChecks);
        secrets = Set.copyOf(secrets);
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    }

    /**
     * @param hosts the names of the hosts that the play covers, in the inventory's order, within the limit
     * @param batch how many hosts at a time, from {@code serial}; the number of hosts where it is not given
     */
    public record ProgramPlay(int index, String name, List<String> hosts, int batch) {
        public ProgramPlay {
            hosts = List.copyOf(hosts);
            if (batch < 1) {
                throw new IllegalArgumentException("a batch of " + batch + " hosts");
            }
        }
    }

    /**
     * One host with its steps and its own checks over all plays.
     *
     * @param destination where SSH connects; the lab may put its own in place
     * @param declaredFacts what the inventory says of the host, such as {@code suite}: a host that differs is refused
     */
    public record HostProgram(
            Destination destination, Map<String, String> declaredFacts, List<Step> steps, List<CheckStep> checks) {
        public HostProgram {
            declaredFacts = Map.copyOf(declaredFacts);
            steps = List.copyOf(steps);
            checks = List.copyOf(checks);
        }

        public String host() {
            return destination.host();
        }

        /** The host's own steps of a play. */
        public List<Step> stepsOf(ProgramPlay play) {
            return steps.stream()
                    .filter(step ->
                            step.playIndex() == play.index() && step.around().isEmpty())
                    .toList();
        }

        /** What is done here around a host's steps of a play. */
        public List<Step> stepsAround(ProgramPlay play, String subject) {
            return steps.stream()
                    .filter(step -> step.playIndex() == play.index())
                    .filter(step -> step.around()
                            .filter(a -> a.subject().equals(subject))
                            .isPresent())
                    .toList();
        }
    }
}
