/**
 * Database servers, their accounts and databases, and replication between them, for MySQL and MariaDB.
 *
 * <p>Pure: statements are written here, and run by {@code provisioner.mysql}.
 */
@NullMarked
package provisioner.resource.mysql;

import org.jspecify.annotations.NullMarked;
