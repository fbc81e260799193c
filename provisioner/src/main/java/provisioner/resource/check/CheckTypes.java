package provisioner.resource.check;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class CheckTypes {
    private CheckTypes() {}

    public static List<ResourceType> all() {
        return List.of(
                new BalancedCheck.Type(),
                new HeartbeatCheck.Type(),
                new HttpCheck.Type(),
                new LinksCheck.Type(),
                new MembersCheck.Type(),
                new PortCheck.Type(),
                new PrometheusCheck.Type(),
                new RequestRateCheck.Type(),
                new RoundTripCheck.Type(),
                new SucceedsCheck.Type(),
                new TlsCheck.Type(),
                new VirtualAddressCheck.Type());
    }
}
