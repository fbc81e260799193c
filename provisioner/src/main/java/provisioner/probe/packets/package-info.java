/** What the kernel's packet filters list, as text, and what of it is beside what ufw made. Pure. */
@NullMarked
package provisioner.probe.packets;

import org.jspecify.annotations.NullMarked;
