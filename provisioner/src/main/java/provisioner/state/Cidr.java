package provisioner.state;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address or network.
 *
 * @param prefix the length of the network part in bits
 */
public record Cidr(InetAddress address, int prefix) {
    private static final String OCTET = "(0|[1-9][0-9]{0,2})";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

    /**
     * Parses {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32}; empty for anything else, such as names.
     */
    public static Optional<Cidr> parse(String text) {
        String[] parts = text.split("/", 2);
        if (!IPV4.matcher(parts[0]).matches() && !IPV6.matcher(parts[0]).matches()) {
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
            text = text.replaceFirst("(^|:)(0(:|$)){2,}", "::");
        }
        return prefix == address.getAddress().length * Byte.SIZE ? text : text + "/" + prefix;
    }
}
