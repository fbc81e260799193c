/**
 * The command line: options, wiring, exit codes.
 *
 * <p>Each command is a thin {@code Callable<Integer>} that reads its options, builds what the engine needs and returns
 * the exit code. This package decides nothing else, and must not know how a host is changed.
 */
@NullMarked
package provisioner.cli;

import org.jspecify.annotations.NullMarked;
