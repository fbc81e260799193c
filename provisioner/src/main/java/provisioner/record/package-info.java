/**
 * The record of runs in a MySQL or MariaDB database: what a run has found becomes a plain value, which is kept beside until
 * the database has it; and what the database knows is asked for here.
 *
 * <p>It must not know the command line. JDBC is used only by the classes that are named for it; no driver is loaded before
 * a record is written or read.
 */
@NullMarked
package provisioner.record;

import org.jspecify.annotations.NullMarked;
