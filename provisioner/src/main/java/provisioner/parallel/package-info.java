/**
 * Does the same work for many items at once, or keeps processes from doing it at once. It must not know what an item or
 * the work is.
 */
@NullMarked
package provisioner.parallel;

import org.jspecify.annotations.NullMarked;
