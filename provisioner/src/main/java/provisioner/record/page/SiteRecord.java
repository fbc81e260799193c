package provisioner.record.page;

import java.util.List;
import provisioner.record.History;
import provisioner.record.SiteHistory;

/**
 * What a report says about a site.
 *
 * @param hosts as they were looked at last, by name
 * @param open the findings that nobody has resolved, the newest first
 * @param resolved those that were resolved lately, the newest first
 * @param runs the newest first
 */
public record SiteRecord(
        String site,
        List<SiteHistory.Stand> hosts,
        List<History.Found> open,
        List<History.Found> resolved,
        List<SiteHistory.RunOnHosts> runs) {}
