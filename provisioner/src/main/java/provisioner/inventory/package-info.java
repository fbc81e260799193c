/**
 * The hosts, groups and variables that an inventory file declares.
 *
 * <p>{@link provisioner.inventory.InventoryReader} reads the file and decides which value of a variable applies to a
 * host. {@link provisioner.inventory.HostPattern} selects hosts by name. Values are nodes as written. This package must
 * not know what references and tags in them mean, nor what a play is.
 */
@NullMarked
package provisioner.inventory;

import org.jspecify.annotations.NullMarked;
