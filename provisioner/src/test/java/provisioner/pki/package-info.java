@NullMarked
package provisioner.pki;

import org.jspecify.annotations.NullMarked;
