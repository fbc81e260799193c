/**
 * Users, groups, and the keys they log in with. It must know nothing of database accounts.
 */
@NullMarked
package provisioner.resource.account;

import org.jspecify.annotations.NullMarked;
