package provisioner.inventory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.Destination;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.Scalars;
import provisioner.state.Cidr;

/** Reads the connection settings that apply to a host. Paths are relative to the inventory's directory. */
final class Connections {
    /** The settings of a host, of a group, or of all hosts at the top of the file. */
    static final List<String> KEYS = List.of("connection", "port", "user", "key", "known_hosts");

    private static final int LAST_PORT = 65535;
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*|[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?");
    private static final Pattern PARTS = Pattern.compile("(?:([^@:\\s]+)@)?([^@:\\s]+)(?::([0-9]+))?");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@-]*");

    private final Path directory;
    private final Problems problems;
    private final ServiceAddresses services;

    Connections(Path inventory, Problems problems) {
        this.directory = inventory.resolveSibling(".").normalize();
        this.problems = problems;
        this.services = new ServiceAddresses(problems);
    }

    Host host(
            String name,
            Location location,
            InventoryReader.Addresses addresses,
            SequencedMap<String, Node.Entry> connection,
            SequencedMap<String, Node.Entry> variables) {
        Fields fields = new Fields(new Node.Mapping(location, connection), "a connection", problems);
        OptionalInt port = fields.optionalInteger("port", 1, LAST_PORT);
        Optional<String> user = fields.optionalString("user");
        user.filter(u -> !USER.matcher(u).matches())
                .ifPresent(u -> problems.add(fields.at("user"), "invalid user name '" + u + "'", literal(u)));
        ConnectionKind kind = fields.oneOf("connection", ConnectionKind.class, ConnectionKind.SSH);
        addresses.ssh().ifPresent(a -> checkReached(kind, a));
        addresses.service().ifPresent(a -> check("service_address", a));
        // A name such as 010.0.0.1 is an address, too.
        Node.Scalar own = new Node.Scalar(location, name, false, "");
        if (kind == ConnectionKind.SSH && addresses.ssh().isEmpty() && name.indexOf('.') > 0) {
            unambiguous(own);
        }
        Node.Scalar to = addresses.ssh().orElse(own);
        Destination destination = new Destination(
                name,
                to.text(),
                port.isPresent() ? Optional.of(port.getAsInt()) : Optional.empty(),
                user,
                paths(fields, "key"),
                paths(fields, "known_hosts"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                kind);
        return new Host(location, destination, services.of(name, addresses.service(), to), variables);
    }

    /** A container has a name in the place of an address. */
    private void checkReached(ConnectionKind kind, Node.Scalar address) {
        if (!kind.isContainer()) {
            check("address", address);
        } else if (!ConnectionKind.isContainerName(address.text())) {
            problems.add(
                    address.location(),
                    "'address' must be the name of a " + kind.program() + " container, found '" + address.text() + "'",
                    address.text().contains("$") ? literal(address.text()) : "");
        }
    }

    private void check(String key, Node.Scalar address) {
        if (ADDRESS.matcher(address.text()).matches()) {
            unambiguous(address);
        } else {
            problems.add(
                    address.location(),
                    "'" + key + "' must be a host name or an IP address, found '" + address.text() + "'",
                    address(key, address.text()));
        }
    }

    private void unambiguous(Node.Scalar address) {
        Cidr.wrongHost(address.text())
                .ifPresent(wrong ->
                        problems.add(address.location(), "'" + address.text() + "' " + wrong, Cidr.OTHER_FORMS));
    }

    private static String address(String key, String text) {
        return key.equals("address") || text.contains("$") ? literal(text) : "write the address alone";
    }

    private static String literal(String text) {
        if (text.contains("$")) {
            return "connection settings cannot contain variables";
        }
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return "";
        }
        String user = parts.group(1) == null ? "" : ", user: " + parts.group(1);
        String port = parts.group(3) == null ? "" : ", port: " + parts.group(3);
        return "write address: " + parts.group(2) + user + port;
    }

    private List<Path> paths(Fields fields, String key) {
        return fields.scalars(key).stream()
                .flatMap(scalar -> Scalars.path(scalar, problems).stream())
                .map(this::absolute)
                .toList();
    }

    private Path absolute(Path path) {
        if (path.startsWith("~")) {
            Path home = Path.of(System.getProperty("user.home"));
            return home.resolve(Path.of("~").relativize(path)).normalize();
        }
        return directory.resolve(path).normalize();
    }
}
