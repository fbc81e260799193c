package provisioner.resource;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Questions about the links between hosts, by who asks and about whom. */
public final class LinkAsks {
    public static final LinkAsks NONE = of(List.of());

    private final Map<String, List<LinkAsk>> byAsker;
    private final Map<String, List<LinkAsk>> byOpener;

    private LinkAsks(Map<String, List<LinkAsk>> byAsker, Map<String, List<LinkAsk>> byOpener) {
        this.byAsker = byAsker;
        this.byOpener = byOpener;
    }

    public static LinkAsks of(List<LinkAsk> asks) {
        return of(asks, List.of());
    }

    /** @param hosts that links can be about, also without any */
    public static LinkAsks of(List<LinkAsk> asks, Collection<String> hosts) {
        Map<String, List<LinkAsk>> byOpener = by(asks, LinkAsk::opener);
        hosts.forEach(host -> byOpener.putIfAbsent(host, List.of()));
        return new LinkAsks(by(asks, LinkAsk::asker), byOpener);
    }

    private static Map<String, List<LinkAsk>> by(List<LinkAsk> asks, Function<LinkAsk, String> key) {
        return asks.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    /** Those that links can be about. */
    public Set<String> hosts() {
        return byOpener.keySet();
    }

    /** Where the hosts that open something are reached. */
    public Set<String> addresses() {
        return byOpener.values().stream()
                .flatMap(List::stream)
                .map(LinkAsk::address)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What a host has to ask the others. */
    public List<LinkAsk> askedBy(String host) {
        return byAsker.getOrDefault(host, List.of());
    }

    /** What is asked about a host. */
    public List<LinkAsk> about(String host) {
        return byOpener.getOrDefault(host, List.of());
    }
}
