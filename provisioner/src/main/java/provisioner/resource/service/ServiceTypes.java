package provisioner.resource.service;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class ServiceTypes {
    private ServiceTypes() {}

    public static List<ResourceType> all() {
        return List.of(new ConfigSet.Type(), new ServiceResource.Type(), new SystemdUnitResource.Type());
    }
}
