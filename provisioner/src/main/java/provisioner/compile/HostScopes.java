package provisioner.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import provisioner.compile.facts.FactsPass;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.playbook.Playbook;
import provisioner.source.Node;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.LinkRules;
import provisioner.template.Peers;
import provisioner.template.Refusal;

/** The scope of each host's templates: its variables, and all hosts and groups regardless of the limit. */
final class HostScopes {
    private final Map<String, LazyScope> scopes = new LinkedHashMap<>();
    private final Map<String, Peers.Peer> peers = new LinkedHashMap<>();
    private final Optional<RolesInUse> rolesInUse;

    /**
     * @param playbook whose roles' parameters can be read; empty for commands that need no playbook
     * @param extra variables that override those of every host
     * @param lab whose addresses replace the inventory's
     */
    HostScopes(
            Inventory inventory,
            Optional<Playbook> playbook,
            List<Node.Entry> extra,
            Optional<LabHosts> lab,
            Evaluator evaluator) {
        this.rolesInUse = playbook.map(p -> new RolesInUse(p, inventory, evaluator, this::of));
        Optional<RoleParameters> roles =
                playbook.map(p -> new RoleParameters(p.roles(), rolesInUse.orElseThrow(), evaluator, this::of));
        for (Host host : inventory.hosts().values()) {
            LazyScope scope = new LazyScope(LazyScope.empty(), evaluator);
            host.variables().values().forEach(scope::declare);
            extra.forEach(scope::declare);
            FactsPass.refuse(scope);
            scopes.put(host.name(), scope);
            peers.put(
                    host.name(),
                    new Peers.Peer(
                            () -> address(host.name(), host.destination().address(), lab),
                            () -> address(host.name(), host.serviceAddress(), lab),
                            scope,
                            role -> roles.map(r -> r.of(host.name(), role)).orElseGet(LazyScope::empty)));
        }
        scopes.forEach((host, scope) -> new Peers(host, peers, inventory.groups()).declare(scope));
    }

    private static String address(String host, String declared, Optional<LabHosts> lab) {
        return lab.map(hosts -> hosts.destination(host)
                        .orElseThrow(() -> new Refusal(LabHosts.missing(host), hosts.hint()))
                        .address())
                .orElse(declared);
    }

    /** @throws java.util.NoSuchElementException without a playbook */
    RolesInUse rolesInUse() {
        return rolesInUse.orElseThrow();
    }

    /** Declares {@code $links} for every host. */
    void links(Function<String, LinkRules> rules) {
        scopes.forEach((host, scope) -> scope.put("links", rules.apply(host)));
    }

    /** @throws Refusal if the lab does not have the host */
    String serviceAddress(String host) {
        return Objects.requireNonNull(peers.get(host)).serviceAddress().get();
    }

    LazyScope of(String host) {
        return Objects.requireNonNull(scopes.get(host));
    }
}
