package provisioner.plan;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import provisioner.plan.Planner.HostInput;
import provisioner.resource.Step;
import provisioner.state.Query.MysqlSourceQuery;

/** Plans all hosts play by play, because what a play does on one host may change what another host is told. */
final class PlayFold {
    private final SequencedMap<String, Host> hosts = new LinkedHashMap<>();
    private final AroundPlan inside = new AroundPlan();
    private int before = -1;

    /** Whether any host asks another. */
    private final boolean asking;

    /**
     * @param whole all steps
     * @param alone all but those around other hosts' steps; the same fold where there are none
     */
    private record Host(
            String name,
            HostInput input,
            HostFold whole,
            HostFold alone,
            Map<Integer, List<Step>> plays,
            Set<MysqlSourceQuery> asked) {
        static Host of(String name, HostInput input) {
            HostFold whole = new HostFold(input.observed());
            boolean around = input.steps().stream().anyMatch(Host::isAround);
            return new Host(
                    name,
                    input,
                    whole,
                    around ? new HostFold(input.observed()) : whole,
                    input.steps().stream().collect(Collectors.groupingBy(Step::playIndex)),
                    asked(input.steps()));
        }

        private static Set<MysqlSourceQuery> asked(List<Step> steps) {
            return steps.stream()
                    .flatMap(step -> step.resource().queries().stream())
                    .filter(MysqlSourceQuery.class::isInstance)
                    .map(MysqlSourceQuery.class::cast)
                    .collect(Collectors.toSet());
        }

        private static boolean isAround(Step step) {
            return step.around().isPresent();
        }

        private List<Step> steps(int play, Predicate<Step> which) {
            return plays.getOrDefault(play, List.of()).stream().filter(which).toList();
        }

        /** Whether it is about to ask other hosts in a play. Those that do not ask do not wait for an answer. */
        private boolean asks(int play) {
            return !asked.isEmpty()
                    && !asked(plays.getOrDefault(play, List.of())).isEmpty();
        }

        private void undecide(String because) {
            whole.undecide(because);
            if (alone != whole) {
                alone.undecide(because);
            }
        }

        private void hear(ServerNews news, boolean racing) {
            for (MysqlSourceQuery query : asked) {
                news.tell(whole.prediction(), query, racing);
                if (alone != whole) {
                    news.tell(alone.prediction(), query, racing);
                }
            }
        }
    }

    PlayFold(SequencedMap<String, HostInput> inputs) {
        inputs.forEach((name, input) -> hosts.put(name, Host.of(name, input)));
        asking = hosts.values().stream().anyMatch(host -> !host.asked.isEmpty());
        SortedMap<Integer, List<Host>> plays = new TreeMap<>();
        hosts.values().forEach(host -> host.plays.keySet().forEach(play -> plays.put(play, List.of())));
        plays.keySet().forEach(this::plan);
    }

    private void plan(int play) {
        hosts.values().forEach(host -> await(host, play));
        before = play;
        List<Host> first = hosts.values().stream()
                .sorted(Comparator.comparing(host -> host.asks(play)))
                .toList();
        for (Host host : first) {
            List<StepPlan> own = host.alone.plan(host.steps(play, step -> !Host.isAround(step)), new AroundPlan());
            inside.add(host.name, own, host.input.observed());
            if (host.alone == host.whole) {
                tell(host, true);
            }
        }
        for (Host host : first) {
            if (host.alone != host.whole) {
                host.whole.plan(host.steps(play, step -> true), inside);
                tell(host, true);
            }
        }
        first.forEach(host -> tell(host, false));
    }

    /** Where a host will follow from what others read, and that is open, so is all that it does from then on. */
    private void await(Host host, int play) {
        host.input.awaited().stream()
                .filter(value -> value.play() > before && value.play() <= play)
                .flatMap(value ->
                        Optional.ofNullable(hosts.get(value.host()))
                                .flatMap(other -> value.open(other.whole.plans()))
                                .stream())
                .findFirst()
                .ifPresent(host::undecide);
    }

    private void tell(Host from, boolean racing) {
        if (!asking) {
            return;
        }
        ServerNews news =
                new ServerNews(from.name, from.input.address(), from.input.observed(), from.whole.prediction());
        hosts.values().stream()
                .filter(host -> host != from && !host.asked.isEmpty())
                .forEach(host -> host.hear(news, racing));
    }

    SequencedMap<String, List<StepPlan>> plans() {
        SequencedMap<String, List<StepPlan>> plans = new LinkedHashMap<>();
        hosts.forEach((name, host) -> plans.put(name, host.whole.plans()));
        return plans;
    }
}
