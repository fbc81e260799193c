package provisioner.report.html;

import java.time.Instant;
import java.util.SortedMap;

/**
 * A run that is recorded.
 *
 * @param command with what it left out
 * @param result what it came to, in a few words
 * @param hosts how many stood how
 * @param checks what came of them, in words
 */
public record PastRun(
        Instant startedAt,
        String name,
        String command,
        String by,
        String duration,
        String result,
        SortedMap<Page.State, Integer> hosts,
        String checks) {}
