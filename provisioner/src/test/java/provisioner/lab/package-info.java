/** Tests of the lab, and the lab as other tests use it. */
@NullMarked
package provisioner.lab;

import org.jspecify.annotations.NullMarked;
