/**
 * The command that tries a project's own resource types against their cases. Contacts no host.
 *
 * <p>It must not know other commands.
 */
@NullMarked
package provisioner.cli.types;

import org.jspecify.annotations.NullMarked;
