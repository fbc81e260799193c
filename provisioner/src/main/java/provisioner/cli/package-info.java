/**
 * The command line: options, wiring, exit codes.
 *
 * <p>Each command is a thin {@code Callable<Integer>} that reads its options, builds what the engine needs, and returns
 * what the command contract says. What is decided here is nothing but which view is shown.
 */
@NullMarked
package provisioner.cli;

import org.jspecify.annotations.NullMarked;
