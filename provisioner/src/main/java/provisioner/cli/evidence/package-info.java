/**
 * Signatures of what runs have shown: how they are made, and the command that verifies them. Contacts no host.
 *
 * <p>It must not know other commands.
 */
@NullMarked
package provisioner.cli.evidence;

import org.jspecify.annotations.NullMarked;
