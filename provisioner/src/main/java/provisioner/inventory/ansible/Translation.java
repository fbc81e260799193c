package provisioner.inventory.ansible;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.inventory.InventoryChecks;
import provisioner.secret.store.AnsibleVault;
import provisioner.source.InputFiles;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.Peers;
import provisioner.template.Refusal;

/** Makes an inventory of provisioner's own of one of Ansible's. */
public final class Translation {
    private static final String SUDO_PASSWORD = "sudo_password";
    private static final List<String> BECOME_PASSWORDS =
            List.of("ansible_become_password", "ansible_become_pass", "ansible_sudo_pass", "ansible_sudo_password");

    private final AnsibleInventory inventory;
    private final InputFiles files;
    private final Problems problems;
    private final Evaluator evaluator;
    private final Map<String, LazyScope> scopes = new LinkedHashMap<>();

    private Translation(AnsibleInventory inventory, InputFiles files, AnsibleVault vault, Problems problems) {
        this.inventory = inventory;
        this.files = files;
        this.problems = problems;
        this.evaluator = new Evaluator(VaultTags.of(vault));
    }

    /** The inventory; nobody may use it after a problem. */
    public static Inventory of(InputFiles files, List<Path> sources, AnsibleVault vault, Problems problems) {
        AnsibleInventory read = AnsibleReader.read(files, sources, vault, problems);
        return new Translation(read, files, vault, problems).inventory();
    }

    private Inventory inventory() {
        SequencedMap<String, List<String>> groups = new LinkedHashMap<>();
        groups.put(Inventory.ALL, List.copyOf(inventory.hosts().keySet()));
        inventory.groups().forEach((name, group) -> {
            if (!name.equals(Inventory.ALL)) {
                groups.put(name, group.members());
            }
        });
        Map<String, SequencedMap<String, Node.Entry>> variables = new LinkedHashMap<>();
        inventory.hosts().forEach((name, host) -> variables.put(name, variables(host)));
        scopes(variables, groups);
        SequencedMap<String, Host> hosts = new LinkedHashMap<>();
        InventoryChecks checks = new InventoryChecks(problems);
        for (AnsibleInventory.Host host : inventory.hosts().values()) {
            checks.name(host.name(), host.location(), groups);
            var connection = new ConnectionVariables(
                    host, Objects.requireNonNull(scopes.get(host.name())), evaluator, files, problems);
            hosts.put(
                    host.name(),
                    checks.host(
                            host.location(),
                            connection.destination(),
                            Objects.requireNonNull(variables.get(host.name()))));
        }
        Inventory translated = new Inventory(hosts, groups, List.of());
        checks.whole(translated);
        return translated;
    }

    private SequencedMap<String, Node.Entry> variables(AnsibleInventory.Host host) {
        SequencedMap<String, Node.Entry> variables = new LinkedHashMap<>();
        host.variables().forEach((name, entry) -> variables.put(name, translated(entry)));
        BECOME_PASSWORDS.stream()
                .flatMap(name -> Optional.ofNullable(variables.get(name)).stream())
                .findFirst()
                .ifPresent(password -> variables.putIfAbsent(
                        SUDO_PASSWORD, new Node.Entry(password.location(), SUDO_PASSWORD, password.value())));
        return variables;
    }

    private static Node.Entry translated(Node.Entry entry) {
        return new Node.Entry(entry.location(), entry.key(), translated(entry.value()));
    }

    /** The value as provisioner reads it: Jinja gets its tag, and what would be a reference of ours stays text. */
    static Node translated(Node node) {
        return switch (node) {
            case Node.Scalar scalar when !scalar.tag().isEmpty() || scalar.plain() -> scalar;
            case Node.Scalar scalar -> {
                boolean jinja = scalar.text().contains("{{")
                        || scalar.text().contains("{%")
                        || scalar.text().contains("{#");
                boolean ours = scalar.text().indexOf('$') >= 0 || scalar.text().indexOf('#') >= 0;
                String tag = jinja ? "!jinja" : ours ? Documents.UNSAFE : "";
                yield new Node.Scalar(scalar.location(), scalar.text(), false, tag);
            }
            case Node.Sequence list ->
                new Node.Sequence(
                        list.location(),
                        list.items().stream().map(Translation::translated).toList(),
                        list.tag());
            case Node.Mapping mapping -> {
                SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> entries.put(key, translated(entry)));
                yield new Node.Mapping(mapping.location(), entries);
            }
        };
    }

    /** What connection settings may refer to: all variables, but no addresses, which follow from them. */
    private void scopes(
            Map<String, SequencedMap<String, Node.Entry>> variables, SequencedMap<String, List<String>> groups) {
        Supplier<String> unknown = () -> {
            throw new Refusal("addresses are not known while connection settings are read", "");
        };
        Map<String, Peers.Peer> peers = new LinkedHashMap<>();
        variables.forEach((name, of) -> {
            LazyScope scope = new LazyScope(LazyScope.empty(), evaluator);
            new ArrayList<>(of.values()).forEach(scope::declare);
            scopes.put(name, scope);
            peers.put(name, new Peers.Peer(unknown, unknown, scope, role -> LazyScope.empty()));
        });
        scopes.forEach((name, scope) -> new Peers(name, peers, groups).declare(scope));
    }
}
