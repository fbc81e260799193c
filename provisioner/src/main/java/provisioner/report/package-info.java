/**
 * Turns the events of a run into text, JSON and JUnit XML.
 *
 * <p>Every report takes the same events and masks every string that it prints. Nothing here decides anything, and
 * nothing knows how a run works.
 */
@NullMarked
package provisioner.report;

import org.jspecify.annotations.NullMarked;
