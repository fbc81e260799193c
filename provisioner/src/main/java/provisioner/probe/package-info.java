/**
 * Turns queries into one shell script, and the script's reply into observations.
 *
 * <p>Each kind of query has one {@link provisioner.probe.Reader}, which handles all its instances at once: one {@code
 * find}, one {@code systemctl show}. A script only reads. This package must not know what the answers are for.
 */
@NullMarked
package provisioner.probe;

import org.jspecify.annotations.NullMarked;
