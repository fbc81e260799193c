/**
 * Where an inventory comes from: which files, and whether they are in provisioner's own form or in Ansible's.
 *
 * <p>Everybody who needs an inventory starts here. This package must not know how either form is read.
 */
@NullMarked
package provisioner.inventory.sources;

import org.jspecify.annotations.NullMarked;
