package provisioner.compile;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port of a link, or a range of ports, or all of a protocol without ports.
 *
 * @param first 0 for a protocol without ports
 */
record LinkPort(String protocol, int first, int last) {
    static final int LAST = 65535;
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})(?::([1-9][0-9]{0,4}))?(?:/(tcp|udp))?");

    /** @param protocol where the text does not say it */
    static Optional<LinkPort> parse(String text, String protocol) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(form.group(1));
        int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
        boolean range = form.group(2) != null;
        return last > LAST || range && first >= last
                ? Optional.empty()
                : Optional.of(new LinkPort(Optional.ofNullable(form.group(3)).orElse(protocol), first, last));
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
