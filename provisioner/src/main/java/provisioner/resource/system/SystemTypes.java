package provisioner.resource.system;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class SystemTypes {
    private SystemTypes() {}

    public static List<ResourceType> all() {
        return List.of(
                new CommandResource.Type(),
                new CronResource.Type(),
                new HostnameResource.Type(),
                new LocaleResource.Type(),
                new MountResource.Type(),
                new RebootResource.Type(),
                new SysctlResource.Type(),
                new TimezoneResource.Type());
    }
}
