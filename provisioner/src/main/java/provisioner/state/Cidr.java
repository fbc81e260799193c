package provisioner.state;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address or network.
 *
 * @param prefix the length of the network part in bits
 */
public record Cidr(InetAddress address, int prefix) {
    /** A hint for what {@link #wrongHost} says. */
    public static final String OTHER_FORMS = "programs read other forms in different ways";

    private static final String OCTET = "(0|[1-9][0-9]{0,2})";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    /** What inet_aton(3) takes for an IPv4 address: fewer numbers, octal and hexadecimal ones. */
    private static final Pattern NUMERIC =
            Pattern.compile("(0[xX][0-9A-Fa-f]*|[0-9]+)(\\.(0[xX][0-9A-Fa-f]*|[0-9]+))*+");

    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

    /**
     * Parses {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32}; empty for anything else, such as names.
     */
    public static Optional<Cidr> parse(String text) {
        String[] parts = text.split("/", 2);
        if (!isPlain(parts[0])) {
            return Optional.empty();
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(parts[0]);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // it only looks like an address
        }
        int bits = address.getAddress().length * Byte.SIZE;
        if (parts.length == 1) {
            return Optional.of(new Cidr(address, bits));
        }
        boolean plausible = PREFIX.matcher(parts[1]).matches() && Integer.parseInt(parts[1]) <= bits;
        return plausible ? Optional.of(new Cidr(address, Integer.parseInt(parts[1]))) : Optional.empty();
    }

    private static boolean isPlain(String text) {
        String last = text.substring(text.lastIndexOf(':') + 1);
        return IPV4.matcher(text).matches()
                || IPV6.matcher(text).matches()
                        && (last.indexOf('.') < 0 || IPV4.matcher(last).matches());
    }

    /**
     * Why programs would disagree about where a host is: {@code 010.0.0.1} is 10.0.0.1 for one and 8.0.0.1 for another. Empty for a
     * plain address and for a name.
     */
    public static Optional<String> wrongHost(String text) {
        if (text.indexOf(':') < 0) {
            return NUMERIC.matcher(text).matches() && parse(text).isEmpty()
                    ? Optional.of("must be an IPv4 address of four numbers from 0 to 255 without leading zeros")
                    : Optional.empty();
        }
        return parse(text.replaceFirst("%[A-Za-z0-9_.-]+$", "")).isEmpty()
                ? Optional.of("must be an IPv6 address, such as 2001:db8::1")
                : Optional.empty();
    }

    /** The network of a single address. */
    public static Cidr of(InetAddress address) {
        return new Cidr(address, address.getAddress().length * Byte.SIZE);
    }

    public boolean v6() {
        return address.getAddress().length > 4;
    }

    /** The network, with all bits beyond the prefix cleared. */
    public Cidr network() {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        try {
            return new Cidr(InetAddress.getByAddress(bytes), prefix);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("as many bytes as before", e);
        }
    }

    public boolean contains(InetAddress other) {
        return other.getAddress().length == address.getAddress().length
                && Arrays.equals(
                        new Cidr(other, prefix).network().address().getAddress(),
                        network().address().getAddress());
    }

    /** As ufw writes it: a single address has no prefix. */
    @Override
    public String toString() {
        String text = address.getHostAddress();
        if (v6()) {
            text = shortened(text);
        }
        return prefix == address.getAddress().length * Byte.SIZE ? text : text + "/" + prefix;
    }

    /** RFC 5952, 4.2: the longest run of zeros, and the first of two, is left out. */
    private static String shortened(String text) {
        return Pattern.compile("(^|:)(0(:|$)){2,}")
                .matcher(text)
                .results()
                .max(Comparator.comparingInt((MatchResult run) ->
                                run.group().replace(":", "").length())
                        .thenComparing(MatchResult::start, Comparator.reverseOrder()))
                .map(run -> text.substring(0, run.start()) + "::" + text.substring(run.end()))
                .orElse(text);
    }
}
