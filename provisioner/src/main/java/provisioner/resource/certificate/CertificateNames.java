package provisioner.resource.certificate;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Cidr;

/** Names that a certificate is for. */
public final class CertificateNames {
    // RFC 1034, 3.5, with the underscore that people use inside; a wildcard stands for one whole label. Possessive, so
    // that a long name costs no stack.
    private static final Pattern DNS = Pattern.compile(
            "(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?)*+");

    private CertificateNames() {}

    /** DNS names and IP addresses, each once, in the order in which they are written. */
    static List<String> parse(Fields fields, String key) {
        return parse(
                fields,
                key,
                CertificateNames::isName,
                "a DNS name or an IP address",
                "such as www.example.org or 192.0.2.1");
    }

    static List<String> parse(Fields fields, String key, Predicate<String> good, String what, String hint) {
        for (Node.Scalar name : fields.scalars(key)) {
            if (!good.test(name.text())) {
                fields.problems().add(name.location(), "'" + name.text() + "' must be " + what, hint);
            }
        }
        return fields.stringList(key).stream().distinct().toList();
    }

    public static boolean isName(String text) {
        boolean numeric = text.matches("[0-9.]+") || text.indexOf(':') >= 0;
        return numeric ? text.indexOf('/') < 0 && Cidr.parse(text).isPresent() : isDns(text);
    }

    static boolean isDns(String text) {
        return DNS.matcher(text).matches();
    }
}
