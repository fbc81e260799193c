/** Quotes shell words and loads the program's own scripts. It must run nothing and know nothing of hosts. */
@NullMarked
package provisioner.sh;

import org.jspecify.annotations.NullMarked;
