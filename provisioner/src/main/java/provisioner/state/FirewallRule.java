package provisioner.state;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One rule of ufw for one address family, as a line {@code ### tuple ###} of user.rules or user6.rules contains it.
 *
 * @param action {@code allow}, {@code deny}, {@code reject}, {@code limit}; {@code allow_log}, {@code route:allow}, …
 * @param protocol {@code tcp}, {@code udp}, …, or {@code any}
 * @param port a port, a range {@code 6000:6007}, several with commas, or {@code any}
 * @param to a network; {@code 0.0.0.0/0} or {@code ::/0} for every address
 * @param sourcePort as {@code port}
 * @param from as {@code to}
 * @param applications ufw's application profiles for {@code to} and {@code from}, separated by a space, {@code -} for
 *     none; empty if neither has one
 * @param direction {@code in}, {@code out}, {@code in_eth0}, {@code in_eth0!out_eth1}
 * @param comment empty for none
 */
public record FirewallRule(
        String action,
        String protocol,
        String port,
        String to,
        String sourcePort,
        String from,
        String applications,
        String direction,
        String comment) {
    private static final String ANY = "any";

    public boolean v6() {
        return to.indexOf(':') >= 0;
    }

    /** What the rule matches, without its action. ufw keeps only one of the rules with an equal match. */
    public FirewallRule match() {
        return plain("", "");
    }

    private FirewallRule plain(String otherAction, String otherComment) {
        return new FirewallRule(
                otherAction, protocol, port, to, sourcePort, from, applications, direction, otherComment);
    }

    /** {@code allow}, {@code deny}, {@code reject} or {@code limit}. */
    public String verb() {
        return action.replaceFirst("^route:", "").replaceFirst("_.*", "");
    }

    /** Whether what it matches may pass. */
    public boolean admits() {
        return verb().equals("allow") || verb().equals("limit");
    }

    /**
     * Whether it decides about an incoming TCP connection. Which interface that comes in on is not known: there a rule that
     * forbids counts, and one that admits does not.
     */
    public boolean matches(InetAddress peer, InetAddress local, int localPort) {
        return (direction.equals("in") || direction.startsWith("in_") && !admits())
                && isOfPlainTcp(localPort)
                && covers(from, peer)
                && covers(to, local);
    }

    /** Whether it decides about a TCP connection that the host opens; on which interface, nobody knows here either. */
    public boolean matchesOutgoing(InetAddress target, int targetPort) {
        return direction.startsWith("out")
                && isOfPlainTcp(targetPort)
                && (from.endsWith("/0") || !admits())
                && covers(to, target);
    }

    private boolean isOfPlainTcp(int wanted) {
        return !route()
                && (protocol.equals(ANY) || protocol.equals("tcp"))
                && sourcePort.equals(ANY)
                && coversPort(wanted);
    }

    private static boolean covers(String network, InetAddress address) {
        return Cidr.parse(network).filter(cidr -> cidr.contains(address)).isPresent();
    }

    private boolean coversPort(int wanted) {
        for (String part : port.split(",")) {
            String[] ends = part.split(":", 2);
            if (part.equals(ANY)
                    || Integer.parseInt(ends[0]) <= wanted && wanted <= Integer.parseInt(ends[ends.length - 1])) {
                return true;
            }
        }
        return false;
    }

    /** The arguments of {@code ufw}, {@code ufw insert N} or {@code ufw delete} for exactly this rule. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        String plainAction = action.replaceFirst("^route:", "");
        String[] logged = plainAction.split("_", 2);
        words.add(logged[0]);
        for (String part : direction.split("!")) {
            String[] on = part.split("_", 2);
            if (on.length == 2) {
                words.addAll(List.of(on[0], "on", on[1]));
            } else if (!route()) {
                words.add(on[0]);
            }
        }
        if (logged.length == 2) {
            words.add(logged[1]);
        }
        if (!protocol.equals(ANY) && applications.isEmpty()) {
            words.addAll(List.of("proto", protocol));
        }
        String[] names = applications.isEmpty() ? new String[] {"-", "-"} : applications.split(" ", 2);
        side(words, "from", from, sourcePort, names[1]);
        side(words, "to", to, port, names[0]);
        if (!comment.isEmpty()) {
            words.addAll(List.of("comment", comment));
        }
        return words;
    }

    /** The arguments of {@code ufw delete}. Without the comment, because ufw refuses to read some that it has written. */
    public List<String> deletion() {
        return plain(action, "").words();
    }

    private static void side(List<String> words, String side, String address, String port, String application) {
        words.addAll(List.of(side, address));
        if (!application.equals("-")) {
            words.addAll(List.of("app", application.replace("%20", " ")));
        } else if (!port.equals(ANY)) {
            words.addAll(List.of("port", port));
        }
    }

    /** Whether it is for forwarded traffic. */
    public boolean route() {
        return action.startsWith("route:");
    }

    /** A description for people: {@code allow 8443/tcp from 198.51.100.20 (load balancer to web server)}. */
    public String describe() {
        boolean plain = applications.isEmpty() && sourcePort.equals(ANY) && direction.matches("in|out");
        if (route() || !plain) {
            return asWords();
        }
        String what = port.equals(ANY) ? protocol : port + (protocol.equals(ANY) ? "" : "/" + protocol);
        boolean incoming = direction.equals("in");
        return action.replace('_', ' ')
                + (incoming ? " " : " out ")
                + (what.equals(ANY) ? "everything" : what)
                + (incoming || !from.endsWith("/0") ? " from " + place(from) : "")
                + (incoming && to.endsWith("/0") ? "" : " to " + place(to))
                + (comment.isEmpty() ? "" : " (" + comment + ")");
    }

    private static String place(String network) {
        return switch (network) {
            case "0.0.0.0/0" -> "anywhere";
            case "::/0" -> "anywhere (IPv6)";
            default -> network;
        };
    }

    private String asWords() {
        StringBuilder text = new StringBuilder(route() ? "route " : "");
        text.append(String.join(" ", deletion()));
        if (!applications.isEmpty()) {
            text.append(" (").append(port).append('/').append(protocol).append(')');
        }
        return Optional.of(comment)
                .filter(c -> !c.isEmpty())
                .map(c -> text + " # " + c)
                .orElse(text.toString());
    }
}
