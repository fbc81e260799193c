/** How the effective state of things is asked of a host's programs, and what their words mean. Pure. */
@NullMarked
package provisioner.probe.readings;

import org.jspecify.annotations.NullMarked;
