/**
 * Ansible's inventories, read as Ansible itself reads them: INI and YAML files, directories, executables, {@code group_vars}
 * and {@code host_vars}, with Ansible's order of precedence.
 *
 * <p>{@link provisioner.inventory.ansible.AnsibleReader} reads sources into an {@link
 * provisioner.inventory.ansible.AnsibleInventory}, which still says what Ansible would say. {@link
 * provisioner.inventory.ansible.Translation} makes an inventory of provisioner's own of it. This package must not know what a
 * play is, and opens no connection.
 */
@NullMarked
package provisioner.inventory.ansible;

import org.jspecify.annotations.NullMarked;
