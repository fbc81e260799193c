package provisioner.resource.service;

import java.util.List;
import java.util.Optional;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class ServiceTypes {
    private ServiceTypes() {}

    /** A unit that runs and starts at a boot, as a part of something else. */
    public static Resource running(String unit) {
        return new ServiceResource(
                unit, true, true, true, List.of(), List.of(), false, Optional.empty(), Optional.empty());
    }

    public static List<ResourceType> all() {
        return List.of(
                new ConfigSet.Type(),
                new ServiceResource.Type(),
                new SystemdUnitResource.Type(),
                new TimerResource.Type());
    }
}
