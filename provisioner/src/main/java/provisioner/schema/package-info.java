/**
 * JSON Schemas of the files that users write, for editors.
 *
 * <p>Nothing about a file's keys is written here. They are found by letting the readers of the files read specimens, and noting what
 * they ask for. The descriptions are those of the pages. This package must not know hosts, runs or the command line.
 */
@NullMarked
package provisioner.schema;

import org.jspecify.annotations.NullMarked;
