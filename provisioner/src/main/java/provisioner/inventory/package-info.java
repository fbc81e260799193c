/**
 * The hosts, their groups and their variables, as the inventory file declares them.
 *
 * <p>{@link provisioner.inventory.InventoryReader} reads the file and settles which value of a variable holds for a host;
 * {@link provisioner.inventory.HostPattern} chooses hosts by name. Values are nodes as they were written: what a
 * reference or a tag in them means is not known here, nor are plays.
 */
@NullMarked
package provisioner.inventory;

import org.jspecify.annotations.NullMarked;
