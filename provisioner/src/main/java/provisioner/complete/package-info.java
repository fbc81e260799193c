/**
 * What nobody accounts for: compares everything that a host has beside its packages with what steps, roles, Debian and the
 * inventory account for. Pure: it knows neither hosts nor reports.
 */
@NullMarked
package provisioner.complete;

import org.jspecify.annotations.NullMarked;
