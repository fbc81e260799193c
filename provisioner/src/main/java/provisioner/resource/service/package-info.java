/**
 * systemd units, and the configuration trees of services. It must know nothing of what a particular service does.
 */
@NullMarked
package provisioner.resource.service;

import org.jspecify.annotations.NullMarked;
