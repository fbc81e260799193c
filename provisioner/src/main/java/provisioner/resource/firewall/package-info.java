/**
 * The host firewall, ufw. It must know nothing of which component needs which port: the playbook says so.
 */
@NullMarked
package provisioner.resource.firewall;

import org.jspecify.annotations.NullMarked;
