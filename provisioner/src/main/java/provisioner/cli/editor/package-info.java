/**
 * Commands for editors and shells: schemas of the files that users write, and completion of command lines.
 *
 * <p>They read files and contact nobody. This package must not know the other commands.
 */
@NullMarked
package provisioner.cli.editor;

import org.jspecify.annotations.NullMarked;
