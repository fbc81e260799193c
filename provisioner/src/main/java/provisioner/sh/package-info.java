/**
 * POSIX sh as text: quoting, and scripts that are part of the program. It runs nothing, and knows nothing of hosts or of what a script is for.
 */
@NullMarked
package provisioner.sh;

import org.jspecify.annotations.NullMarked;
