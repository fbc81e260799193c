/**
 * Turns what nobody accounts for on a host into steps that declare it, and judges them: what a step cannot say as it is, is named
 * with the reason. Pure: it knows neither hosts nor files of the user's.
 */
@NullMarked
package provisioner.adopt;

import org.jspecify.annotations.NullMarked;
