package provisioner.resource.account;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class AccountTypes {
    private AccountTypes() {}

    public static List<ResourceType> all() {
        return List.of(
                new AuthorizedKeyResource.Type(),
                new GroupResource.Type(),
                new SudoRuleResource.Type(),
                new UserResource.Type());
    }
}
