package provisioner.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import provisioner.compile.facts.HostAnswer;
import provisioner.plan.StepPlan;

/** What hosts know of values that others read. */
final class BetweenHosts {
    private BetweenHosts() {}

    /** What all hosts have answered, if any of those that ask uses what others read. */
    static Map<String, HostAnswer> answers(List<HostRun> asking, List<HostRun> all) {
        return asking.isEmpty() ? Map.of() : all.stream().collect(Collectors.toMap(HostRun::name, HostRun::answer));
    }

    /** Names the hosts on which there may be other steps than those of the plan, because of what others are going to read. */
    static List<Event> open(List<HostRun> hosts, Function<String, List<StepPlan>> plans) {
        List<Event> notes = new ArrayList<>();
        for (HostRun host : hosts) {
            List<String> open = host.awaited().stream()
                    .flatMap(value -> value.open(plans.apply(value.host())).stream())
                    .distinct()
                    .toList();
            if (!open.isEmpty()) {
                notes.add(new Event.HostNote(
                        host.name(),
                        "which steps there are follows from what is yet to be read elsewhere: "
                                + String.join(", ", open)));
            }
        }
        return notes;
    }

    /** Names the facts and values that have changed since steps were made from them. */
    static List<Event> changed(List<HostRun> hosts) {
        Map<String, HostAnswer> now = hosts.stream()
                .collect(Collectors.toMap(HostRun::name, host -> new HostAnswer(Optional.of(host.observed()), "")));
        return hosts.stream().flatMap(host -> host.changedFacts(now).stream()).toList();
    }
}
