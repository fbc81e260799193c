package provisioner.resource.certificate;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class CertificateTypes {
    private CertificateTypes() {}

    public static List<ResourceType> all() {
        return List.of(new CertificateType(), new InternalCertificateType());
    }
}
