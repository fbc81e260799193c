package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Cidr;

/** Reads where connections come from and where they go: addresses, networks, {@code any} and, where they may be, names. */
final class Addresses {
    static final List<String> EVERYWHERE = List.of("0.0.0.0/0", "::/0");

    private static final String ANY = "any";
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)(?=.*[A-Za-z])[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

    private Addresses() {}

    /** Everywhere without the key; nowhere with an empty list, as where a group has no hosts. */
    static List<String> read(Fields fields, String key, boolean names) {
        if (!fields.has(key)) {
            return EVERYWHERE;
        }
        List<String> places = new ArrayList<>();
        for (Node.Scalar word : fields.words(key)) {
            if (word.text().equals(ANY)) {
                places.addAll(EVERYWHERE);
            } else {
                place(fields, word, names).ifPresent(places::add);
            }
        }
        return places;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches() && Cidr.wrongHost(text).isEmpty();
    }

    private static Optional<String> place(Fields fields, Node.Scalar word, boolean names) {
        String text = word.text();
        Optional<Cidr> cidr = Cidr.parse(text);
        if (cidr.isEmpty()) {
            if (names && isName(text)) {
                return Optional.of(text);
            }
            String hint = "such as 192.0.2.1, 192.0.2.0/24, 2001:db8::/32" + (names ? ", a host's name" : "")
                    + " or any" + (names ? "" : "; a name cannot be used here");
            fields.problems().add(word.location(), "invalid address '" + text + "'", hint);
        } else if (!cidr.get().equals(cidr.get().network())) {
            String hint = "write " + cidr.get().network() + " for the network";
            fields.problems().add(word.location(), "'" + text + "' has bits beyond its prefix", hint);
            return Optional.empty();
        }
        return cidr.map(Cidr::toString);
    }
}
