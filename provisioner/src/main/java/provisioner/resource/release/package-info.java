/**
 * Releases of an application: versioned directories behind a link.
 */
@NullMarked
package provisioner.resource.release;

import org.jspecify.annotations.NullMarked;
