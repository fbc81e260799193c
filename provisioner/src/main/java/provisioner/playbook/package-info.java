/**
 * Plays, roles and steps as written.
 *
 * <p>This package checks what needs no host: the format of the files, the keys, and that roles exist. Values are nodes
 * as written. It must not know the parameters of resource types, variables or hosts.
 */
@NullMarked
package provisioner.playbook;

import org.jspecify.annotations.NullMarked;
