package provisioner.resource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The registry: every resource type, a line each. */
public final class ResourceTypes {
    private final Map<String, ResourceType> byName = new LinkedHashMap<>();

    public ResourceTypes(List<ResourceType> types) {
        types.forEach(type -> byName.put(type.name(), type));
    }

    /** All that come with the tool. */
    public static ResourceTypes standard() {
        return new ResourceTypes(List.of(
                new AptRepository.Type(),
                new ArchiveResource.Type(),
                new AuthorizedKeyResource.Type(),
                new BalancedCheck.Type(),
                new CertificateType(),
                new CommandResource.Type(),
                new ConfigSet.Type(),
                new DirectoryResource.Type(),
                new FileResource.Type(),
                new FirewallType(),
                new GroupResource.Type(),
                new HttpCheck.Type(),
                new InternalCertificateType(),
                new LineResource.Type(),
                new HeartbeatCheck.Type(),
                new MysqlDatabaseResource.Type(),
                new MysqlPromotionResource.Type(),
                new MysqlReplicationType(),
                new MysqlServerResource.Type(),
                new MysqlUserType(),
                new PackageResource.Type(),
                new PortCheck.Type(),
                new PrometheusCheck.Type(),
                new RequestRateCheck.Type(),
                new RoundTripCheck.Type(),
                new ReleaseType(),
                new ServiceResource.Type(),
                new SymlinkResource.Type(),
                new SysctlResource.Type(),
                new SystemdUnitResource.Type(),
                new TemplateType(),
                new TlsCheck.Type(),
                new UserResource.Type()));
    }

    public Optional<ResourceType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
