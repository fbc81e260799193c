package provisioner.resource.release;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class ReleaseTypes {
    private ReleaseTypes() {}

    public static List<ResourceType> all() {
        return List.of(new ReleaseType());
    }
}
