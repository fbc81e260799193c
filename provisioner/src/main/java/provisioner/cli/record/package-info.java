/**
 * The record of runs on the command line: the options with which a run is recorded, and the commands that show what is
 * recorded. Contacts no host.
 *
 * <p>It must not know other commands.
 */
@NullMarked
package provisioner.cli.record;

import org.jspecify.annotations.NullMarked;
