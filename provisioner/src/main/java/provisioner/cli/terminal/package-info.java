/**
 * The operator's side of a command: the terminal that it runs in, what it asks there, Ctrl-C, the editor and the private
 * files for it. This package knows no command and no host.
 */
@NullMarked
package provisioner.cli.terminal;

import org.jspecify.annotations.NullMarked;
