/**
 * Workers on the command line: the command that is one, and those that say what workers are to do.
 *
 * <p>It must not know other commands, but for the options of the record and for signatures. It is given a function that runs a
 * command line.
 */
@NullMarked
package provisioner.cli.worker;

import org.jspecify.annotations.NullMarked;
