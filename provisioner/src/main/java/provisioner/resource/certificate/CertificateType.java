package provisioner.resource.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.Paths;
import provisioner.resource.service.UnitNames;
import provisioner.source.Fields;
import provisioner.state.PortRange;

/** {@code certificate}: one that an ACME server issues, or what is in its place until then. */
final class CertificateType implements ResourceType {

    private static final Map<String, String> SERVERS = Map.of(
            "letsencrypt", "https://acme-v02.api.letsencrypt.org/directory",
            "letsencrypt-staging", "https://acme-staging-v02.api.letsencrypt.org/directory");

    private enum State {
        ISSUED,
        PLACEHOLDER,
        ABSENT
    }

    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        String name = fields.string("name");
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(CertificateNames.parse(
                fields, "aliases", CertificateNames::isDns, "a DNS name", "such as example.org"));
        State state = fields.oneOf("state", State.class, State.ISSUED);
        String directory =
                fields.has("directory") ? Paths.required(fields, "directory") : "/etc/provisioner/certificates/" + name;
        if (!name.isEmpty() && (!CertificateNames.isDns(name) || name.startsWith("*"))) {
            fields.refuse("name", "invalid DNS name '" + name + "'", "such as www.example.org");
        }
        AcmeFiles files = new AcmeFiles(name, directory);
        List<String> distinct = names.stream().distinct().toList();
        return Optional.of(
                switch (state) {
                    case ABSENT -> new AbsentCertificate(files);
                    case ISSUED -> issued(fields, files, distinct);
                    case PLACEHOLDER -> first(fields, files, distinct);
                });
    }

    /** With what is needed to have it issued, it can be the real one where a server serves another name. */
    private static Resource first(Fields fields, AcmeFiles files, List<String> names) {
        PlaceholderCertificate placeholder = new PlaceholderCertificate(files, names);
        return fields.has("server") ? new FirstCertificate(placeholder, issued(fields, files, names)) : placeholder;
    }

    private static IssuedCertificate issued(Fields fields, AcmeFiles files, List<String> names) {
        String server = server(fields);
        String root =
                fields.optionalString("root").filter(text -> !text.isEmpty()).isPresent()
                        ? Paths.required(fields, "root")
                        : "";
        String email = fields.optionalString("email").orElse("");
        if (!email.isEmpty() && !email.matches("[^@\\s]+@[^@\\s]+")) {
            fields.refuse("email", "invalid e-mail address '" + email + "'", "");
        }
        String webroot = fields.has("webroot") ? Paths.required(fields, "webroot") : "/var/lib/provisioner/acme";
        List<String> reload = new ArrayList<>();
        fields.scalars("reload")
                .forEach(unit -> UnitNames.fullName(unit.text())
                        .ifPresentOrElse(
                                reload::add,
                                () -> fields.problems()
                                        .add(
                                                unit.location(),
                                                "invalid unit name '" + unit.text() + "'",
                                                "such as nginx")));
        RenewalObstacles obstacles = new RenewalObstacles(files, fields.stringList("hooks"));
        AcmeRequest request = new AcmeRequest(names, AcmeKey.parse(fields), server, root, email, webroot);
        OptionalInt port = fields.optionalInteger("served_on", 1, PortRange.LAST);
        return new IssuedCertificate(files, request, obstacles, reload, port);
    }

    private static String server(Fields fields) {
        String written = fields.string("server");
        String known = SERVERS.get(written);
        if (known == null && !written.isEmpty() && !written.matches("https://[^\\s/]+\\S*")) {
            fields.refuse(
                    "server",
                    "invalid ACME server '" + written + "'",
                    "write letsencrypt, letsencrypt-staging or the https URL of a directory");
        }
        return known == null ? written : known;
    }
}
