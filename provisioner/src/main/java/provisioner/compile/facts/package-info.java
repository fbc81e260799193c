/**
 * What hosts say of themselves while steps are compiled: facts as playbooks name them, values that steps read, and what is used of both.
 */
@NullMarked
package provisioner.compile.facts;

import org.jspecify.annotations.NullMarked;
