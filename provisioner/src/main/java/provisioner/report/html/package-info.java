/**
 * A run, or what is recorded of several, as pages for a browser: each is one file that needs nothing else, not even JavaScript. What it shows comes as plain values without
 * secrets; this package knows neither events nor hosts.
 */
@NullMarked
package provisioner.report.html;

import org.jspecify.annotations.NullMarked;
