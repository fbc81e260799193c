package provisioner.compile;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.state.PortRange;

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
