package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import provisioner.state.Cidr;
import provisioner.state.FirewallRule;

/**
 * A rule as people write it: several rules of ufw, one for each port, pair of networks, and IP version.
 *
 * @param action as in {@link FirewallRule}; likewise {@code sourcePort} and {@code direction}
 * @param ports {@code any} with a profile; empty for a rule that is left out
 * @param profile the application profile whose ports count; empty without one
 * @param from networks, and names that the host resolves; likewise {@code to}
 * @param why the reason for what is out of the ordinary; empty for none
 */
record RuleForm(
        String action,
        List<Port> ports,
        String sourcePort,
        String profile,
        List<String> from,
        List<String> to,
        String direction,
        String comment,
        String why) {

    /** @param protocol {@code tcp}, …, or {@code any} */
    record Port(String protocol, String number) {
        /** Some protocols are of IPv4 only. */
        boolean fits(Cidr network) {
            return !network.v6() || !protocol.equals("igmp") && !protocol.equals("ipv6");
        }
    }

    /** What the host answers: the addresses of each name, and the ports of each profile. */
    record Answers(Map<String, List<Cidr>> names, Map<String, String> profiles) {
        static final Answers NONE = new Answers(Map.of(), Map.of());
    }

    private record Place(Cidr network, String name) {}

    RuleForm {
        ports = List.copyOf(ports);
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** The names that the host must resolve. */
    Stream<String> names() {
        return Stream.concat(from.stream(), to.stream())
                .filter(place -> Cidr.parse(place).isEmpty());
    }

    boolean isOutgoing() {
        return direction.startsWith("out") && !action.startsWith("route:");
    }

    List<FirewallRule> rules(Answers answers) {
        List<FirewallRule> rules = new ArrayList<>();
        List<Place> sources = places(from, answers);
        List<Place> targets = places(to, answers);
        for (Port port : profile.isEmpty() || ports.isEmpty() ? ports : portsOfProfile(answers)) {
            for (Place source : sources) {
                for (Place target : targets) {
                    boolean sameVersion =
                            source.network().v6() == target.network().v6();
                    if (sameVersion && port.fits(source.network())) {
                        rules.add(rule(port, source, target));
                    }
                }
            }
        }
        return rules;
    }

    private static List<Place> places(List<String> texts, Answers answers) {
        Function<String, List<Cidr>> networks = text -> Cidr.parse(text)
                .map(List::of)
                .orElseGet(() -> Optional.ofNullable(answers.names().get(text)).orElse(List.of()));
        return texts.stream()
                .flatMap(text -> networks.apply(text).stream()
                        .map(network -> new Place(network, Cidr.parse(text).isPresent() ? "" : text)))
                .toList();
    }

    private List<Port> portsOfProfile(Answers answers) {
        String ports = answers.profiles().getOrDefault(profile, "");
        return Stream.of(ports.split("\\|"))
                .filter(text -> !text.isBlank())
                .map(text -> text.strip().split("/", 2))
                .map(parts -> new Port(parts.length == 2 ? parts[1] : "any", PortList.sorted(parts[0])))
                .toList();
    }

    private FirewallRule rule(Port port, Place source, Place target) {
        return new FirewallRule(
                action,
                port.protocol(),
                port.number(),
                target.network().toString(),
                sourcePort,
                source.network().toString(),
                profile.isEmpty() ? "" : profile.replace(" ", "%20") + " -",
                direction,
                comment(source.name(), target.name()));
    }

    /** Says on the host, too, which name an address was found by. */
    private String comment(String source, String target) {
        String names = Stream.of(source, target)
                .filter(name -> !name.isEmpty())
                .reduce((a, b) -> a + " to " + b)
                .orElse("");
        return names.isEmpty() || comment.isEmpty() ? names + comment : names + ": " + comment;
    }

    /** For people: the rules in short, and why they are there. */
    Optional<String> exception() {
        if (why.isEmpty()) {
            return Optional.empty();
        }
        String what = profile.isEmpty()
                ? String.join(
                        ", ",
                        ports.stream()
                                .map(port -> port.number().equals("any")
                                        ? port.protocol().equals("any") ? "everything" : port.protocol()
                                        : port.number() + "/" + port.protocol())
                                .toList())
                : "profile " + profile;
        String places = places(from, "from") + places(to, "to");
        return Optional.of(action.replaceFirst("^route:", "routed ").replace('_', ' ') + " "
                + (isOutgoing() ? "out " : "") + what + (places.isEmpty() ? " anywhere" : places) + ": " + why);
    }

    private static String places(List<String> places, String word) {
        boolean any = places.containsAll(Addresses.EVERYWHERE);
        return any ? "" : " " + word + " " + String.join(", ", places);
    }
}
