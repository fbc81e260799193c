/**
 * Puts the wings together: the registry of all resource types, and the shell functions that their scripts can call.
 *
 * <p>The only package that knows every wing.
 */
@NullMarked
package provisioner.resource.standard;

import org.jspecify.annotations.NullMarked;
