package provisioner.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.source.Node;
import provisioner.template.Directory;
import provisioner.template.Evaluator;
import provisioner.template.HostView;
import provisioner.template.LazyScope;
import provisioner.template.Refusal;

/** What the templates of each host can refer to: its variables, and all hosts and groups, whatever the limit is. */
final class HostScopes {
    private final Map<String, LazyScope> scopes = new LinkedHashMap<>();

    /**
     * @param extra variables that hold on every host before its own
     * @param lab whose addresses hold in place of the inventory's
     */
    HostScopes(Inventory inventory, List<Node.Entry> extra, Optional<LabHosts> lab, Evaluator evaluator) {
        Map<String, HostView> views = new LinkedHashMap<>();
        for (Host host : inventory.hosts().values()) {
            LazyScope scope = new LazyScope(LazyScope.empty(), evaluator);
            host.variables().values().forEach(scope::declare);
            extra.forEach(scope::declare);
            scopes.put(host.name(), scope);
            views.put(host.name(), new HostView(host.name(), () -> address(host, lab), scope));
        }
        Map<String, List<HostView>> groups = new LinkedHashMap<>();
        inventory.groups().forEach((group, members) -> {
            List<HostView> of = new ArrayList<>();
            members.forEach(member -> of.add(Objects.requireNonNull(views.get(member))));
            groups.put(group, List.copyOf(of));
        });
        Directory hosts = new Directory("host", views);
        Directory byGroup = new Directory("group", groups);
        scopes.forEach((host, scope) -> {
            scope.put("host", views.get(host));
            scope.put("hosts", hosts);
            scope.put("groups", byGroup);
        });
    }

    private static String address(Host host, Optional<LabHosts> lab) {
        if (lab.isEmpty()) {
            return host.address();
        }
        return lab.get()
                .access(host.name())
                .orElseThrow(() ->
                        new Refusal(LabHosts.missing(host.name()), lab.get().hint()))
                .address();
    }

    LazyScope of(String host) {
        return Objects.requireNonNull(scopes.get(host));
    }
}
