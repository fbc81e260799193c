package provisioner.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import provisioner.compile.Links.LinkEnds;
import provisioner.compile.Links.LinkPort;
import provisioner.compile.Links.Opened;
import provisioner.compile.Links.Rule;
import provisioner.resource.LinkAsk;
import provisioner.resource.LinkAsks;
import provisioner.resource.Topology;
import provisioner.template.LinkRules;
import provisioner.template.Refusal;

/** What follows from the links: the rules of firewalls, and who is to be asked whether they work. */
final class LinkViews {
    private final Links links;
    private final List<String> hosts;
    private final Set<String> inPlays;
    private final Function<String, String> addresses;
    private @Nullable LinkAsks asks;

    /**
     * @param hosts all of the inventory
     * @param inPlays those of them that the playbook has plays for; only they can be asked
     * @param addresses each host's service address
     */
    LinkViews(Links links, Iterable<String> hosts, Set<String> inPlays, Function<String, String> addresses) {
        this.links = links;
        this.hosts = new ArrayList<>();
        hosts.forEach(this.hosts::add);
        this.inPlays = inPlays;
        this.addresses = addresses;
    }

    /** What the links are called that any host opens. */
    Set<String> names() {
        return links.opened().values().stream()
                .flatMap(opened -> opened.stream().map(Opened::name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** All of them, for people. */
    Topology topology(Function<String, List<String>> roles) {
        List<Topology.Link> all = new ArrayList<>();
        for (String host : hosts) {
            Topology.End here = new Topology.Inside(host);
            links.opened()
                    .getOrDefault(host, List.of())
                    .forEach(open -> ends(open.from())
                            .forEach(from -> all.add(new Topology.Link(from, here, open.name(), words(open.ports())))));
            links.outgoing(host)
                    .forEach((rule, far) -> ends(far)
                            .filter(Topology.Outside.class::isInstance)
                            .forEach(to -> all.add(new Topology.Link(here, to, rule.name(), words(rule.ports())))));
        }
        return new Topology(
                hosts.stream()
                        .filter(inPlays::contains)
                        .map(host -> new Topology.Place(host, roles.apply(host)))
                        .toList(),
                all);
    }

    private static Stream<Topology.End> ends(LinkEnds ends) {
        return ends.any()
                ? Stream.of(new Topology.Outside("any"))
                : Stream.concat(
                        ends.hosts().stream().map(Topology.Inside::new),
                        ends.others().stream().map(Topology.Outside::new));
    }

    private static List<String> words(List<LinkPort> ports) {
        return ports.stream().map(LinkPort::toString).toList();
    }

    LinkRules rules(String host) {
        return new LinkRules(() -> rules(links.incoming(host), true), () -> rules(links.outgoing(host), false));
    }

    private List<Map<String, Object>> rules(SequencedMap<Rule, LinkEnds> ends, boolean in) {
        List<Map<String, Object>> rules = new ArrayList<>();
        ends.forEach((rule, far) -> rule.ports().stream()
                .collect(Collectors.groupingBy(
                        port -> port.hasPorts() ? "" : port.protocol(), LinkedHashMap::new, Collectors.toList()))
                .forEach((protocol, ports) -> rules.add(rule(rule, ports, protocol, far, in))));
        return rules;
    }

    private Map<String, Object> rule(Rule rule, List<LinkPort> ports, String protocol, LinkEnds far, boolean in) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("allow", ports.stream().map(LinkPort::toString).toList());
        if (!in) {
            written.put("direction", "out");
        }
        if (!protocol.isEmpty()) {
            written.put("protocol", protocol);
        }
        written.put(in ? "from" : "to", far.words(addresses));
        written.put("comment", rule.name());
        if (!rule.why().isEmpty()) {
            written.put("why", rule.why());
        }
        return written;
    }

    /** What every host has to ask, about TCP ports that are not open to everybody. */
    LinkAsks asks() {
        LinkAsks found = asks;
        if (found == null) {
            List<LinkAsk> all = new ArrayList<>();
            links.opened()
                    .forEach((host, opened) -> address(host)
                            .ifPresent(address -> byPort(opened)
                                    .forEach((port, here) -> all.addAll(asks(host, address, port, here)))));
            found = LinkAsks.of(all, hosts);
            asks = found;
        }
        return found;
    }

    private static Map<Integer, List<Opened>> byPort(List<Opened> opened) {
        Map<Integer, List<Opened>> byPort = new LinkedHashMap<>();
        opened.stream()
                .flatMap(link -> link.ports().stream())
                .filter(LinkPort::single)
                .forEach(port -> byPort.putIfAbsent(
                        port.first(),
                        opened.stream()
                                .filter(link -> link.ports().stream().anyMatch(port::overlaps))
                                .toList()));
        return byPort;
    }

    private List<LinkAsk> asks(String host, String address, int port, List<Opened> opened) {
        LinkEnds from = opened.stream().map(Opened::from).reduce(LinkEnds::and).orElseThrow();
        List<LinkAsk> found = new ArrayList<>();
        if (!from.any()) {
            String name = opened.stream().map(Opened::name).distinct().collect(Collectors.joining(", "));
            from.hosts().forEach(client -> found.add(new LinkAsk(client, host, address, port, name, true)));
            Stream.concat(other(host, from).stream(), control(from).stream())
                    .forEach(asker -> found.add(new LinkAsk(asker, host, address, port, name, false)));
        }
        return found;
    }

    /** The control machine, whose own firewall nobody has closed for it, unless it may be among others. */
    private static Optional<String> control(LinkEnds from) {
        return from.others().isEmpty() ? Optional.of(LinkAsk.CONTROL) : Optional.empty();
    }

    /** Another host that must not get in. Not the same for all hosts, so that nobody has to ask everything. */
    private Optional<String> other(String host, LinkEnds from) {
        int here = hosts.indexOf(host);
        return Stream.concat(hosts.stream().skip(here + 1L), hosts.stream().limit(here))
                .filter(candidate ->
                        inPlays.contains(candidate) && !from.hosts().contains(candidate))
                .filter(candidate ->
                        address(candidate).filter(a -> !from.mayInclude(a)).isPresent())
                .findFirst();
    }

    /** Empty if the lab does not have the host. */
    private Optional<String> address(String host) {
        try {
            return Optional.of(addresses.apply(host));
        } catch (Refusal e) {
            return Optional.empty();
        }
    }
}
