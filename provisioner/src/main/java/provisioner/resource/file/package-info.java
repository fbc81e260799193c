/**
 * Files, directories, links, archives, and single lines of files. Other wings use its resources as parts of theirs.
 *
 * <p>Pure, as all resource types: no host, no clock, and no file but through {@link provisioner.resource.Inputs}.
 */
@NullMarked
package provisioner.resource.file;

import org.jspecify.annotations.NullMarked;
