package provisioner.engine;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.complete.Completeness;
import provisioner.plan.Outcome;
import provisioner.resource.CheckNotRun;

/**
 * The result of a run.
 *
 * @param exitCode as in the command contract
 * @param declined whether the operator did not want what was planned, and nothing was changed
 * @param checksNotRun by name and with the reason; empty for {@code plan}, which runs no checks
 */
public record Summary(
        Command command,
        int exitCode,
        List<HostSummary> hosts,
        int checksPassed,
        int checksFailed,
        List<CheckNotRun> checksNotRun,
        boolean interrupted,
        boolean declined,
        Duration duration) {

    public Summary {
        hosts = List.copyOf(hosts);
        checksNotRun = List.copyOf(checksNotRun);
    }

    /**
     * @param outcomes how many steps had each outcome, without outcomes that did not occur
     * @param removals how many of the steps that change or would change remove something
     * @param exchanges exec and SFTP channels
     * @param statements SQL statements over JDBC
     * @param completeness what was found beside what is declared; empty if nobody looked
     */
    public record HostSummary(
            String host,
            Map<Outcome, Integer> outcomes,
            int removals,
            boolean unreachable,
            boolean failed,
            int exchanges,
            int statements,
            List<String> rebootRequired,
            Optional<Completeness> completeness) {
        /** Of a host of which only what is declared was looked at. */
        public HostSummary(
                String host,
                Map<Outcome, Integer> outcomes,
                int removals,
                boolean unreachable,
                boolean failed,
                int exchanges,
                int statements,
                List<String> rebootRequired) {
            this(
                    host,
                    outcomes,
                    removals,
                    unreachable,
                    failed,
                    exchanges,
                    statements,
                    rebootRequired,
                    Optional.empty());
        }

        public HostSummary {
            Map<Outcome, Integer> copy = new EnumMap<>(Outcome.class);
            copy.putAll(outcomes);
            outcomes = Collections.unmodifiableMap(copy);
            rebootRequired = List.copyOf(rebootRequired);
        }

        public int count(Outcome outcome) {
            return outcomes.getOrDefault(outcome, 0);
        }
    }
}
