package provisioner.resource.mysql;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class MysqlTypes {
    private MysqlTypes() {}

    public static List<ResourceType> all() {
        return List.of(
                new MysqlDatabaseResource.Type(),
                new MysqlGroupType(),
                new MysqlPromotionResource.Type(),
                new MysqlReplicationType(),
                new MysqlRestoreResource.Type(),
                new MysqlServerResource.Type(),
                new MysqlUserType());
    }
}
