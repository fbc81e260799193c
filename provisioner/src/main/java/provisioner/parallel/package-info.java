/** The same work for many hosts at once. */
@NullMarked
package provisioner.parallel;

import org.jspecify.annotations.NullMarked;
