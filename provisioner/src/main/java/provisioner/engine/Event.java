package provisioner.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.complete.Completeness;
import provisioner.plan.StepReport;
import provisioner.resource.Step;
import provisioner.source.Problem;

/** What happens in a run, in order. Secrets in events are not masked yet. */
public sealed interface Event {

    /**
     * @param hosts with the number of steps of each
     * @param checks how many checks the run may come to
     */
    record RunStarted(Command command, String runId, Instant startedAt, SequencedMap<String, Integer> hosts, int checks)
            implements Event {}

    /** What is most likely not meant, though it can be done. No outcome depends on it. */
    record InputWarning(Problem warning) implements Event {}

    /** A host is connected, and its observation has started. */
    record HostConnected(String host) implements Event {}

    /** A host has failed or is lost. */
    record HostFailed(String host, String message, String hint, boolean unreachable) implements Event {}

    /** Information about a host that changes no outcome. */
    record HostNote(String host, String text) implements Event {}

    /** What is out of the ordinary on purpose on these hosts, with its reason. A plan shows it, whatever else it says. */
    record ExceptionDeclared(String text, List<String> hosts) implements Event {}

    record PlayStarted(String play, List<String> hosts) implements Event {}

    /** What a run would do, by host. The operator is asked whether it is to. */
    record PlanMade(SequencedMap<String, List<StepReport>> hosts) implements Event {}

    /** Steps have started, in one exchange. */
    record StepsStarted(String host, List<Step> steps) implements Event {}

    record StepEnded(String host, StepReport report) implements Event {}

    /** Everything on a host was looked at. */
    record HostCompleted(String host, Completeness found) implements Event {}

    /** @param host empty for a global check */
    record CheckStarted(Optional<String> host, String check) implements Event {}

    /**
     * @param host empty for a global check
     * @param detail what was found
     */
    record CheckEnded(Optional<String> host, String check, boolean passed, String detail, Duration duration)
            implements Event {}

    record RunEnded(Summary summary) implements Event {}
}
