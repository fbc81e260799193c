/**
 * Verify runs that several workers share: what is to be run when, as plain values, and how a worker takes it from the
 * database of the record. db-scheduler, which is confined here, decides who runs what, and finds workers that have died.
 *
 * <p>It must not know the command line, nor how a run is done: it is given a function for that. What comes from the
 * database is not trusted: it can name an inventory and a playbook of the worker's own project, and what of them to verify.
 */
@NullMarked
package provisioner.worker;

import org.jspecify.annotations.NullMarked;
