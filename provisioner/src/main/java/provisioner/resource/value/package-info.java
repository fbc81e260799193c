/** Values that hosts give to the steps after them. What becomes of a value in templates is not known here. */
@NullMarked
package provisioner.resource.value;

import org.jspecify.annotations.NullMarked;
