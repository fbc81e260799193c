package provisioner.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.inventory.Inventory;
import provisioner.playbook.LinkSource;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Cidr;
import provisioner.state.PortRange;
import provisioner.template.Evaluator;

/**
 * What the roles that the hosts have in the playbook open, and for whom, and what they reach outside the inventory.
 * Gathered for all hosts, because a host's rules follow from the roles of others.
 */
final class Links {
    /**
     * A port of a link, or a range of ports, or all of a protocol without ports.
     *
     * @param first 0 for a protocol without ports
     */
    record LinkPort(String protocol, int first, int last) {
        private static final Pattern FORM = Pattern.compile("([0-9:]+)(?:/(tcp|udp))?");

        /** @param protocol where the text does not say it */
        static Optional<LinkPort> parse(String text, String protocol) {
            Matcher form = FORM.matcher(text);
            return form.matches()
                    ? PortRange.parse(form.group(1))
                            .map(ports -> new LinkPort(
                                    Optional.ofNullable(form.group(2)).orElse(protocol), ports.first(), ports.last()))
                    : Optional.empty();
        }

        static LinkPort allOf(String protocol) {
            return new LinkPort(protocol, 0, 0);
        }

        boolean hasPorts() {
            return first > 0;
        }

        /** Whether a TCP connection to it can be tried. */
        boolean single() {
            return hasPorts() && first == last && protocol.equals("tcp");
        }

        boolean overlaps(LinkPort other) {
            return hasPorts() && protocol.equals(other.protocol) && first <= other.last && other.first <= last;
        }

        /** As a firewall's rule has it. */
        @Override
        public String toString() {
            if (!hasPorts()) {
                return "any";
            }
            return (first == last ? "" + first : first + ":" + last) + (protocol.equals("tcp") ? "" : "/" + protocol);
        }
    }

    /**
     * The far end of a link.
     *
     * @param any whether everybody may use it
     * @param hosts of the inventory, by name
     * @param others networks, addresses and names outside it
     */
    record LinkEnds(boolean any, SequencedSet<String> hosts, List<String> others) {
        LinkEnds {
            hosts = new LinkedHashSet<>(hosts);
            others = List.copyOf(others);
        }

        boolean isEmpty() {
            return !any && hosts.isEmpty() && others.isEmpty();
        }

        LinkEnds without(String host) {
            SequencedSet<String> rest = new LinkedHashSet<>(hosts);
            rest.remove(host);
            return new LinkEnds(any, rest, others);
        }

        /** These and those. */
        LinkEnds and(LinkEnds more) {
            SequencedSet<String> all = new LinkedHashSet<>(hosts);
            all.addAll(more.hosts);
            SequencedSet<String> far = new LinkedHashSet<>(others);
            far.addAll(more.others);
            return new LinkEnds(any || more.any, all, List.copyOf(far));
        }

        /** As a firewall's rule has them. */
        List<String> words(Function<String, String> addresses) {
            if (any) {
                return List.of("any");
            }
            List<String> words = new ArrayList<>(hosts.stream().map(addresses).toList());
            words.addAll(others);
            return words;
        }

        /** Whether a host that is not one of these may be among them all the same: a name stands for unknown addresses. */
        boolean mayInclude(String address) {
            Optional<Cidr> host = Cidr.parse(address);
            return any
                    || others.stream()
                            .map(Cidr::parse)
                            .anyMatch(network -> network.isEmpty()
                                    || host.isEmpty()
                                    || network.get().contains(host.get().address()));
        }
    }

    /**
     * @param at the entry of the role
     * @param from never the host itself
     */
    record Opened(String host, String role, String name, List<LinkPort> ports, LinkEnds from, Location at) {
        boolean collides(Opened other) {
            // A role may open a port in two entries for two kinds of hosts. Two uses of an entry are two services.
            boolean otherService = !role.equals(other.role) || at.equals(other.at);
            return otherService && !name.equals(other.name) && overlap(other);
        }

        private boolean overlap(Opened other) {
            return shared(other).findAny().isPresent();
        }

        private Stream<LinkPort> shared(Opened other) {
            return ports.stream().filter(port -> other.ports.stream().anyMatch(port::overlaps));
        }
    }

    record Reached(String name, List<LinkPort> ports, LinkEnds to, String why) {}

    /** What one rule is about. */
    record Rule(String name, List<LinkPort> ports, String why) {}

    private final Evaluator evaluator;
    private final Inventory inventory;
    private final ProblemsByUse findings;
    private final Map<String, List<Opened>> opened = new LinkedHashMap<>();
    private final Map<String, SequencedMap<Rule, LinkEnds>> incoming = new HashMap<>();
    private final Map<String, SequencedMap<Rule, LinkEnds>> outgoing = new HashMap<>();

    private Links(Evaluator evaluator, Inventory inventory, ProblemsByUse findings) {
        this.evaluator = evaluator;
        this.inventory = inventory;
        this.findings = findings;
    }

    static Links gather(RolesInUse roles, Evaluator evaluator, Inventory inventory, ProblemsByUse findings) {
        Links links = new Links(evaluator, inventory, findings);
        inventory.hosts().keySet().forEach(host -> links.host(host, roles));
        return links;
    }

    /** What each host opens, for others than itself. */
    Map<String, List<Opened>> opened() {
        return opened;
    }

    /** Who may get in, by rule. */
    SequencedMap<Rule, LinkEnds> incoming(String host) {
        return incoming.getOrDefault(host, new LinkedHashMap<>());
    }

    /** What may be reached, by rule. */
    SequencedMap<Rule, LinkEnds> outgoing(String host) {
        return outgoing.getOrDefault(host, new LinkedHashMap<>());
    }

    private void host(String host, RolesInUse roles) {
        var uses = roles.of(
                host,
                role -> !role.opens().isEmpty() || !role.reaches().isEmpty(),
                (use, problem) -> findings.add(problem, use.location(), host));
        for (RolesInUse.Use use : uses) {
            Problems problems = new Problems();
            LinkReader reader = new LinkReader(evaluator, inventory, use, host, problems);
            for (LinkSource source : use.role().opens()) {
                reader.opened(source).forEach(link -> open(link, use));
            }
            for (LinkSource source : use.role().reaches()) {
                reader.reached(source)
                        .forEach(link -> add(outgoing, host, new Rule(link.name, link.ports, link.why), link.to));
            }
            problems.list().forEach(problem -> findings.add(problem, use.use().location(), host));
        }
    }

    private void open(Opened link, RolesInUse.Use use) {
        List<Opened> here = opened.computeIfAbsent(link.host, name -> new ArrayList<>());
        here.stream().filter(link::collides).findFirst().ifPresent(other -> {
            String message = "'" + link.name + "' must not open "
                    + link.shared(other).findFirst().orElseThrow() + ", which '" + other.name + "' of role '"
                    + other.role + "' opens on the same host, at " + other.at;
            findings.add(
                    new Problem(link.at, message, "give one of them another port"),
                    use.use().location(),
                    link.host);
        });
        if (here.contains(link)) {
            return;
        }
        here.add(link);
        Rule rule = new Rule(link.name, link.ports, "");
        add(incoming, link.host, rule, link.from);
        if (!link.from.any()) {
            LinkEnds there = new LinkEnds(false, new LinkedHashSet<>(List.of(link.host)), List.of());
            link.from.hosts().forEach(client -> add(outgoing, client, rule, there));
        }
    }

    private static void add(Map<String, SequencedMap<Rule, LinkEnds>> rules, String host, Rule rule, LinkEnds ends) {
        rules.computeIfAbsent(host, name -> new LinkedHashMap<>()).merge(rule, ends, LinkEnds::and);
    }
}
