package provisioner.resource.value;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class ValueTypes {
    private ValueTypes() {}

    public static List<ResourceType> all() {
        return List.of(new ReadType());
    }
}
