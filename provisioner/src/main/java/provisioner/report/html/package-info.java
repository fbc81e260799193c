/**
 * A run as a page for a browser: one file that needs nothing else, not even JavaScript. What it shows comes as plain values without
 * secrets; this package knows neither events nor hosts.
 */
@NullMarked
package provisioner.report.html;

import org.jspecify.annotations.NullMarked;
