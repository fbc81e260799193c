/**
 * Run events to what people and programs read: text, JSON, JUnit.
 *
 * <p>Every view takes the same events, and masks every string before it leaves. Nothing here decides anything.
 */
@NullMarked
package provisioner.report;

import org.jspecify.annotations.NullMarked;
