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
    public static final LinkAsks NONE = of(List.of(), Set.of());

    private final Map<String, List<LinkAsk>> byAsker;
    private final Map<String, List<LinkAsk>> byOpener;
    private final Set<String> hosts;

    private LinkAsks(
            Map<String, List<LinkAsk>> byAsker, Map<String, List<LinkAsk>> byOpener, Collection<String> hosts) {
        this.byAsker = byAsker;
        this.byOpener = byOpener;
        this.hosts = Set.copyOf(hosts);
    }

    /** @param hosts that links can be about */
    public static LinkAsks of(List<LinkAsk> asks, Collection<String> hosts) {
        return new LinkAsks(by(asks, LinkAsk::asker), by(asks, LinkAsk::opener), hosts);
    }

    private static Map<String, List<LinkAsk>> by(List<LinkAsk> asks, Function<LinkAsk, String> key) {
        return asks.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    /** All hosts of the inventory. */
    public Set<String> hosts() {
        return hosts;
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
