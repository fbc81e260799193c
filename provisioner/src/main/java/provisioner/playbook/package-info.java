/**
 * Plays, roles and steps as they are written.
 *
 * <p>Only what can be told without a host: the shape of the files, the words of the language, roles that exist. Values
 * are nodes as written; parameters of resource types, variables and hosts are not known here.
 */
@NullMarked
package provisioner.playbook;

import org.jspecify.annotations.NullMarked;
