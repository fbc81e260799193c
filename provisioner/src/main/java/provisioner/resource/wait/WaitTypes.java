package provisioner.resource.wait;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class WaitTypes {
    private WaitTypes() {}

    public static List<ResourceType> all() {
        return List.of(new WaitForType());
    }
}
