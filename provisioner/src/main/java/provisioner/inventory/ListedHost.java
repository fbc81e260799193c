package provisioner.inventory;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.Destination;
import provisioner.source.Node;

/** A host of provisioner's own form with the variables that Ansible has for how to reach it. */
final class ListedHost {
    private ListedHost() {}

    static SequencedMap<String, Node.Entry> variables(Host host) {
        SequencedMap<String, Node.Entry> variables = new LinkedHashMap<>();
        Destination destination = host.destination();
        if (destination.kind() != ConnectionKind.SSH) {
            put(variables, host, "ansible_connection", ansible(destination.kind()), false);
        }
        if (!destination.address().equals(host.name())) {
            put(variables, host, "ansible_host", destination.address(), false);
        }
        destination.port().ifPresent(port -> put(variables, host, "ansible_port", port.toString(), true));
        destination.user().ifPresent(user -> put(variables, host, "ansible_user", user, false));
        destination.keys().stream()
                .limit(1)
                .forEach(key -> put(variables, host, "ansible_ssh_private_key_file", key.toString(), false));
        variables.putAll(host.variables());
        return variables;
    }

    /** Only the first belongs to Ansible itself. */
    private static String ansible(ConnectionKind kind) {
        return switch (kind) {
            case SSH, LOCAL -> kind.program();
            case DOCKER -> "community.docker.docker";
            case PODMAN -> "containers.podman.podman";
        };
    }

    private static void put(
            SequencedMap<String, Node.Entry> variables, Host host, String name, String value, boolean plain) {
        Node.Scalar scalar = new Node.Scalar(host.location(), value, plain, "");
        variables.put(name, new Node.Entry(host.location(), name, scalar));
    }
}
