package provisioner.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import provisioner.plan.StepReport;
import provisioner.resource.Step;

/** What happens in a run, in the order in which it happens. Nothing in an event is masked yet. */
public sealed interface Event {

    record RunStarted(Command command, String runId, Instant startedAt, List<String> hosts) implements Event {}

    /** A host answers, and its observation has begun. */
    record HostConnected(String host) implements Event {}

    /** A host cannot be worked with (any more). */
    record HostFailed(String host, String message, String hint, boolean unreachable) implements Event {}

    /** Something about a host that the operator should know, and that alters no outcome. */
    record HostNote(String host, String text) implements Event {}

    record PlayStarted(String play, List<String> hosts) implements Event {}

    /** What steps have to do is under way, in one exchange. */
    record StepsStarted(String host, List<Step> steps) implements Event {}

    record StepEnded(String host, StepReport report) implements Event {}

    /**
     * @param host empty for a global one
     * @param detail what was found
     */
    record CheckEnded(Optional<String> host, String check, boolean passed, String detail, Duration duration)
            implements Event {}

    record RunEnded(Summary summary) implements Event {}
}
