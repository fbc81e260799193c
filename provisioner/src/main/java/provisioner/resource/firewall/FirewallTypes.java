package provisioner.resource.firewall;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class FirewallTypes {
    private FirewallTypes() {}

    public static List<ResourceType> all() {
        return List.of(new FirewallType());
    }
}
