package provisioner.inventory.ansible;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.Destination;
import provisioner.remote.target.SshOption;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Cidr;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;
import provisioner.template.Values;

/** How to reach a host, as Ansible's variables say. */
final class ConnectionVariables {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*|[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@-]*");
    private static final int LAST_PORT = 65535;
    private static final Map<ConnectionKind, Set<String>> PLUGINS = Map.of(
            ConnectionKind.SSH,
            Set.of("ssh", "smart", "paramiko", "paramiko_ssh", "ansible.builtin.ssh", "ansible.builtin.paramiko_ssh"),
            ConnectionKind.LOCAL,
            Set.of("local", "ansible.builtin.local"),
            ConnectionKind.DOCKER,
            Set.of("docker", "docker_api", "community.docker.docker", "community.docker.docker_api"),
            ConnectionKind.PODMAN,
            Set.of("podman", "containers.podman.podman"));
    private static final Map<ConnectionKind, String[]> ADDRESSES = Map.of(
            ConnectionKind.SSH, new String[] {"ansible_host", "ansible_ssh_host"},
            ConnectionKind.LOCAL, new String[] {"ansible_host"},
            ConnectionKind.DOCKER, new String[] {"ansible_host", "ansible_docker_host"},
            ConnectionKind.PODMAN, new String[] {"ansible_host", "ansible_podman_host"});
    private static final Map<ConnectionKind, String[]> USERS = Map.of(
            ConnectionKind.SSH, new String[] {"ansible_user", "ansible_ssh_user"},
            ConnectionKind.LOCAL, new String[] {"ansible_user"},
            ConnectionKind.DOCKER, new String[] {"ansible_user", "ansible_docker_user"},
            ConnectionKind.PODMAN, new String[] {"ansible_user"});
    private static final Set<String> FALSE = Set.of("false", "no", "off", "0", "n", "f");

    private final AnsibleInventory.Host host;
    private final LazyScope scope;
    private final Evaluator evaluator;
    private final InputFiles files;
    private final Problems problems;

    /** @param scope of the host's variables, which these may refer to */
    ConnectionVariables(
            AnsibleInventory.Host host, LazyScope scope, Evaluator evaluator, InputFiles files, Problems problems) {
        this.host = host;
        this.scope = scope;
        this.evaluator = evaluator;
        this.files = files;
        this.problems = problems;
    }

    /** A variable's value and where it is written. */
    private record Value(String name, String text, Location at) {}

    Destination destination() {
        Optional<Value> plugin = first("ansible_connection");
        Optional<ConnectionKind> known = plugin.map(this::kind).orElse(Optional.of(ConnectionKind.SSH));
        ConnectionKind kind = known.orElse(ConnectionKind.SSH);
        Optional<Value> address = first(Objects.requireNonNull(ADDRESSES.get(kind)));
        address.ifPresent(value -> checkAddress(kind, value));
        Optional<Value> user = first(Objects.requireNonNull(USERS.get(kind)));
        user.filter(value -> !USER.matcher(value.text).matches())
                .ifPresent(value -> problems.add(value.at, "invalid user name '" + value.text + "'"));
        return new Destination(
                host.name(),
                address.map(Value::text).orElse(host.name()),
                first("ansible_port", "ansible_ssh_port").flatMap(this::port),
                user.map(Value::text),
                first("ansible_ssh_private_key_file", "ansible_private_key_file").stream()
                        .filter(this::isPath)
                        .map(value -> path(value.text))
                        .toList(),
                List.of(),
                Optional.empty(),
                (known.isEmpty() ? plugin.map(this::unknown) : Optional.<String>empty())
                        .or(() -> unsupported(kind, user.map(Value::text))),
                options(),
                kind);
    }

    private Optional<ConnectionKind> kind(Value plugin) {
        String name = plugin.text.toLowerCase(Locale.ROOT);
        return PLUGINS.entrySet().stream()
                .filter(entry -> entry.getValue().contains(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private String unknown(Value plugin) {
        return plugin.at + ": '" + plugin.name + "' must be ssh, local, docker or podman, found '" + plugin.text + "'";
    }

    private void checkAddress(ConnectionKind kind, Value address) {
        if (kind.isContainer()) {
            if (!ConnectionKind.isContainerName(address.text)) {
                problems.add(
                        address.at,
                        "'" + address.name + "' must be the name of a " + kind.program() + " container, found '"
                                + address.text + "'");
            }
        } else if (!ADDRESS.matcher(address.text).matches()) {
            problems.add(
                    address.at,
                    "'" + address.name + "' must be a host name or an IP address, found '" + address.text + "'");
        } else {
            Cidr.wrongHost(address.text)
                    .ifPresent(wrong -> problems.add(address.at, "'" + address.text + "' " + wrong, Cidr.OTHER_FORMS));
        }
    }

    private Optional<Integer> port(Value port) {
        if (port.text.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(port.text);
            if (number >= 1 && number <= LAST_PORT) {
                return Optional.of(number);
            }
        }
        problems.add(port.at, "'" + port.name + "' must be from 1 to " + LAST_PORT + ", found '" + port.text + "'");
        return Optional.empty();
    }

    private boolean isPath(Value value) {
        if (value.text.indexOf('\0') >= 0) {
            problems.add(value.at, "'" + value.name + "' must be a path, and that has no NUL");
            return false;
        }
        return true;
    }

    /** As ssh takes it: relative to the current directory. */
    private Path path(String text) {
        if (text.equals("~") || text.startsWith("~/")) {
            return Path.of(System.getProperty("user.home"))
                    .resolve(text.substring(Math.min(2, text.length())))
                    .normalize();
        }
        return files.absolute(Path.of(text));
    }

    private List<SshOption> options() {
        List<SshOption> options = new ArrayList<>();
        for (String name : List.of("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")) {
            first(name).ifPresent(value -> options.addAll(SshArguments.of(value.text, value.at, problems)));
        }
        first("ansible_host_key_checking", "ansible_ssh_host_key_checking")
                .filter(value -> FALSE.contains(value.text.toLowerCase(Locale.ROOT)))
                .ifPresent(value -> options.add(new SshOption(value.at, "StrictHostKeyChecking no")));
        return options;
    }

    /** Why the host cannot be reached, although its settings are valid. */
    private Optional<String> unsupported(ConnectionKind kind, Optional<String> user) {
        if (kind.isContainer()) {
            String program = kind.program();
            Optional<Value> more = first("ansible_" + program + "_extra_args", "ansible_" + program + "_executable");
            if (more.isPresent()) {
                return Optional.of(more.get().at + ": '" + more.get().name + "' must not be set, because it is not"
                        + " followed; " + program + " itself takes its settings from the environment");
            }
        }
        boolean root = kind == ConnectionKind.LOCAL
                ? System.getProperty("user.name").equals("root")
                : user.map("root"::equals).orElse(kind.isContainer());
        Optional<Value> without = first("ansible_become", "ansible_sudo")
                .filter(value -> !root && FALSE.contains(value.text.toLowerCase(Locale.ROOT)));
        if (without.isPresent()) {
            return Optional.of(without.get().at + ": '" + without.get().name
                    + "' is false, and provisioner needs root; log in as root, or allow sudo");
        }
        return other("ansible_become_method", "sudo", root).or(() -> other("ansible_become_user", "root", root));
    }

    private Optional<String> other(String name, String only, boolean root) {
        return first(name)
                .filter(value -> !root && !value.text.equals(only))
                .map(value -> value.at + ": '" + name + "' must be '" + only + "', found '" + value.text + "'");
    }

    /** The first of these variables that is set. */
    private Optional<Value> first(String... names) {
        for (String name : names) {
            Node.Entry entry = host.variables().get(name);
            if (entry != null && !(entry.value() instanceof Node.Scalar scalar && scalar.isNull())) {
                return value(name, entry.value().location());
            }
        }
        return Optional.empty();
    }

    private Optional<Value> value(String name, Location at) {
        try {
            Optional<String> text = Values.text(scope.get(name));
            if (text.isEmpty()) {
                problems.add(at, "'" + name + "' must be a string or a number");
            } else if (evaluator.secrets().stream()
                    .anyMatch(secret -> text.get().contains(secret.value()))) {
                problems.add(at, "'" + name + "' must not contain a secret, because it is shown in messages");
                return Optional.empty();
            }
            return text.map(found -> new Value(name, found, at));
        } catch (RenderException e) {
            problems.add(
                    e.problem().location(), e.problem().message(), e.problem().hint());
            return Optional.empty();
        }
    }
}
