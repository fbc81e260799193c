package provisioner.compile;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.compile.Links.LinkEnds;
import provisioner.compile.Links.LinkPort;
import provisioner.compile.Links.Opened;
import provisioner.compile.Links.Reached;
import provisioner.inventory.Inventory;
import provisioner.playbook.LinkSource;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Cidr;
import provisioner.state.PortRange;
import provisioner.template.Evaluator;
import provisioner.template.RenderException;

/** Reads what a role opens and reaches on one host. */
final class LinkReader {
    private static final Set<String> WITH_PORTS = Set.of("tcp", "udp");
    private static final Set<String> WITHOUT_PORTS = Set.of("vrrp", "esp", "ah", "gre", "igmp", "ipv6");
    private static final String URL = "such as https://hooks.example.com/path, with a port of at most 65535";
    private static final String PORTS = "such as 80, 53/udp or 6000:6007, from 1 to 65535; a number alone is TCP";
    private static final Pattern SERVICE = Pattern.compile("([^\\s/@:]+|\\[[0-9A-Fa-f:.]+]):([1-9][0-9]{0,4})");
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_-]+)+");

    private final Evaluator evaluator;
    private final Inventory inventory;
    private final RolesInUse.Use use;
    private final String host;
    private final Problems problems;

    LinkReader(Evaluator evaluator, Inventory inventory, RolesInUse.Use use, String host, Problems problems) {
        this.evaluator = evaluator;
        this.inventory = inventory;
        this.use = use;
        this.host = host;
        this.problems = problems;
    }

    List<Opened> opened(LinkSource source) {
        return fields(source, "opens").stream()
                .flatMap(fields -> opened(source, fields).stream())
                .toList();
    }

    private Optional<Opened> opened(LinkSource source, Fields fields) {
        String name = name(fields);
        List<LinkPort> ports = ports(fields, "port", true);
        require(fields, "from", "write the groups, hosts or networks that may use it, or any");
        LinkEnds from = ends(fields.words("from"));
        return name.isEmpty() || ports.isEmpty() || from.without(host).isEmpty()
                ? Optional.empty()
                : Optional.of(new Opened(host, use.role().name(), name, ports, from.without(host), source.location()));
    }

    List<Reached> reached(LinkSource source) {
        Optional<Fields> read = fields(source, "reaches");
        if (read.isEmpty()) {
            return List.of();
        }
        Fields fields = read.get();
        String name = name(fields);
        String why = fields.optionalString("why").orElse("");
        require(fields, "to", "write names, addresses or networks");
        List<Reached> reached = new ArrayList<>();
        List<Node.Scalar> plain = new ArrayList<>();
        for (Node.Scalar word : fields.words("to")) {
            Optional<Service> service = service(word);
            if (service.isPresent()) {
                reached.add(reached(name, service.get(), why));
            } else if (word.text().contains("://")) {
                // Not quoted: it may be a secret.
                problems.add(word.location(), "'to' has a URL without a host that can be read", URL);
            } else {
                plain.add(word);
            }
        }
        List<LinkPort> ports = ports(fields, "ports", !plain.isEmpty());
        LinkEnds to = ends(plain);
        if (to.any() && why.isBlank()) {
            fields.refuse("to", "'to: any' needs 'why'", "name what is reached, or say why that cannot be done");
        }
        if (!ports.isEmpty()) {
            reached.add(new Reached(name, ports, to, why));
        }
        return reached.stream().filter(one -> !one.to().isEmpty()).toList();
    }

    private record Service(Node.Scalar host, int port) {}

    private Reached reached(String name, Service service, String why) {
        return new Reached(
                name, List.of(new LinkPort("tcp", service.port, service.port)), ends(List.of(service.host)), why);
    }

    /** A URL, or {@code HOST:PORT}: so a role can name what it is told to use in the form that it needs anyway. */
    private static Optional<Service> service(Node.Scalar word) {
        Matcher service = SERVICE.matcher(word.text());
        if (service.matches()) {
            int port = Integer.parseInt(service.group(2));
            return port > PortRange.LAST ? Optional.empty() : Optional.of(service(word, service.group(1), port));
        }
        if (!word.text().contains("://")) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(word.text());
            int byScheme = "http".equals(uri.getScheme()) ? 80 : 443;
            return Optional.ofNullable(uri.getHost())
                    .filter(far -> uri.getPort() <= PortRange.LAST)
                    .map(far -> service(word, far, uri.getPort() > 0 ? uri.getPort() : byScheme));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Service service(Node.Scalar word, String far, int port) {
        return new Service(new Node.Scalar(word.location(), far.replaceAll("[\\[\\]]", ""), false, ""), port);
    }

    /** Empty where the condition does not hold, or after a problem. */
    private Optional<Fields> fields(LinkSource source, String key) {
        try {
            if (source.when().isPresent() && !evaluator.condition(source.when().get(), use.scope())) {
                return Optional.empty();
            }
        } catch (RenderException e) {
            problems.add(
                    e.problem().location(), e.problem().message(), e.problem().hint());
            return Optional.empty();
        }
        Problems before = new Problems();
        Node.Mapping values = evaluator.mappingNode(
                source.values(), use.scope(), p -> before.add(p.location(), p.message(), p.hint()));
        problems.addAll(before);
        return before.isEmpty()
                ? Optional.of(new Fields(values, "an entry of '" + key + "'", problems))
                : Optional.empty();
    }

    private String name(Fields fields) {
        String name = fields.string("name");
        if (name.matches("(?s).*['\\p{Cntrl}].*")) {
            fields.refuse("name", "'name' must be a single line without quotes", "the firewall keeps it as a comment");
        }
        return name;
    }

    private void require(Fields fields, String key, String hint) {
        if (!fields.has(key)) {
            problems.add(fields.location(), "an entry needs '" + key + "'", hint);
        }
    }

    private List<LinkPort> ports(Fields fields, String key, boolean needed) {
        String protocol = fields.optionalString("protocol").orElse("tcp").toLowerCase(Locale.ROOT);
        List<Node.Scalar> words = fields.words(key);
        if (WITHOUT_PORTS.contains(protocol)) {
            if (!words.isEmpty()) {
                fields.refuse(key, "'" + protocol + "' has no ports", "remove '" + key + "'");
            }
            return List.of(LinkPort.allOf(protocol));
        }
        if (!WITH_PORTS.contains(protocol)) {
            Set<String> known = new TreeSet<>(WITHOUT_PORTS);
            known.addAll(WITH_PORTS);
            problems.unknown(fields.at("protocol"), "protocol", protocol, known);
            return List.of();
        }
        if (needed && !fields.has(key)) {
            problems.add(fields.location(), "an entry needs '" + key + "'", PORTS);
        }
        List<LinkPort> ports = new ArrayList<>();
        for (Node.Scalar word : words) {
            LinkPort.parse(word.text(), protocol)
                    .ifPresentOrElse(
                            ports::add,
                            () -> problems.add(word.location(), "invalid port '" + word.text() + "'", PORTS));
        }
        return ports;
    }

    private LinkEnds ends(List<Node.Scalar> words) {
        boolean any = false;
        Set<String> hosts = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (Node.Scalar word : words) {
            String text = word.text();
            if (text.equals("any")) {
                any = true;
            } else if (isHere(text)) {
                continue;
            } else if (inventory.groups().containsKey(text)) {
                hosts.addAll(Objects.requireNonNull(inventory.groups().get(text)));
            } else if (inventory.hosts().containsKey(text)) {
                hosts.add(text);
            } else if (!use.optionalGroups().contains(text) && far(word)) {
                others.add(text);
            }
        }
        return new LinkEnds(any, new LinkedHashSet<>(hosts), List.copyOf(others));
    }

    /** Loopback needs no link. */
    private static boolean isHere(String text) {
        return text.equals("localhost") || text.startsWith("127.") || text.equals("::1");
    }

    /** A network, an address or a name outside the inventory. */
    private boolean far(Node.Scalar word) {
        Optional<Cidr> network = Cidr.parse(word.text());
        Optional<String> wrong = Cidr.wrongHost(word.text().replaceFirst("/.*", ""));
        if (network.isPresent() && !network.get().equals(network.get().network())) {
            String hint = "write " + network.get().network() + " for the network";
            problems.add(word.location(), "'" + word.text() + "' has bits beyond its prefix", hint);
        } else if (network.isEmpty() && wrong.isPresent()) {
            problems.add(word.location(), "'" + word.text() + "' " + wrong.get(), Cidr.OTHER_FORMS);
        } else if (network.isEmpty() && !NAME.matcher(word.text()).matches()) {
            Set<String> known = new TreeSet<>(inventory.groups().keySet());
            known.addAll(inventory.hosts().keySet());
            problems.unknown(word.location(), "group or host", word.text(), known);
        } else {
            return true;
        }
        return false;
    }
}
