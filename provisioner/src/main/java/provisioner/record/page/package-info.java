/**
 * What a record says, as the values of pages: beside the page of a run, and as pages of its own.
 *
 * <p>It must not know the command line, hosts or SQL.
 */
@NullMarked
package provisioner.record.page;

import org.jspecify.annotations.NullMarked;
