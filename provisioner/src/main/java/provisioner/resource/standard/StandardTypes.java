package provisioner.resource.standard;

import java.util.List;
import java.util.stream.Stream;
import provisioner.resource.ResourceTypes;
import provisioner.resource.account.AccountTypes;
import provisioner.resource.apt.AptTypes;
import provisioner.resource.certificate.CertificateTypes;
import provisioner.resource.check.CheckTypes;
import provisioner.resource.file.FileTypes;
import provisioner.resource.firewall.FirewallTypes;
import provisioner.resource.mysql.MysqlTypes;
import provisioner.resource.release.ReleaseTypes;
import provisioner.resource.service.ServiceTypes;
import provisioner.resource.system.SystemTypes;
import provisioner.resource.value.ValueTypes;
import provisioner.resource.wait.WaitTypes;

/** The registry: the list of every package of resource types, a line each. */
public final class StandardTypes {
    private StandardTypes() {}

    /** All resource types that come with the tool. */
    public static ResourceTypes all() {
        return new ResourceTypes(Stream.of(
                        AccountTypes.all(),
                        AptTypes.all(),
                        CertificateTypes.all(),
                        CheckTypes.all(),
                        FileTypes.all(),
                        FirewallTypes.all(),
                        MysqlTypes.all(),
                        ReleaseTypes.all(),
                        ServiceTypes.all(),
                        SystemTypes.all(),
                        ValueTypes.all(),
                        WaitTypes.all())
                .flatMap(List::stream)
                .toList());
    }
}
