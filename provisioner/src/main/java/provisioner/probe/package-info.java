/**
 * Queries to one shell script, and the script's reply to observations.
 *
 * <p>Each kind of query has one {@link provisioner.probe.Reader}, which asks for all its instances at once: one {@code
 * find}, one {@code systemctl show}. A script only reads. Nothing here knows what the answers are wanted for.
 */
@NullMarked
package provisioner.probe;

import org.jspecify.annotations.NullMarked;
