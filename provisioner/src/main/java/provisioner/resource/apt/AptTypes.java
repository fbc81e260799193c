package provisioner.resource.apt;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class AptTypes {
    private AptTypes() {}

    public static List<ResourceType> all() {
        return List.of(
                new AptPin.Type(), new AptRepository.Type(), new PackageResource.Type(), new UnattendedUpgrades.Type());
    }
}
