package provisioner.record.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.record.History;
import provisioner.record.RecordException;
import provisioner.record.SiteHistory;
import provisioner.report.Past;
import provisioner.report.Past.Subject;
import provisioner.report.Past.What;
import provisioner.report.html.Seen;

/** What a record says about what the page of a run shows. */
public final class RecordedPast {
    /** More runs are no help for the eye; {@code provisioner runs} has them. */
    private static final int MOST_RUNS = 30;

    private RecordedPast() {}

    public static Past of(SiteHistory site) throws RecordException {
        return of(site.open(), site.hosts(), site.runs(MOST_RUNS));
    }

    static Past of(List<SiteHistory.Open> open, List<SiteHistory.Stand> hosts, List<SiteHistory.RunOnHosts> runs) {
        Map<Subject, Past.Times> found = new HashMap<>();
        for (SiteHistory.Open one : open) {
            What what = switch (one.kind()) {
                case DRIFT -> What.STEP;
                case CHECK -> What.CHECK;
                case UNACCOUNTED -> What.UNACCOUNTED;
            };
            found.put(
                    new Subject(what, one.host(), one.play(), one.step()),
                    new Past.Times(moment(one.first()), one.lastAbsent().map(RecordedPast::moment)));
        }
        for (SiteHistory.Stand one : hosts) {
            What what = one.state().equals("unreachable") ? What.UNREACHABLE : What.HOST_FAILED;
            one.since()
                    .ifPresent(since -> found.put(
                            new Subject(what, one.host(), "", ""),
                            new Past.Times(moment(since), one.before().map(RecordedPast::moment))));
        }
        return new Past(found, Optional.of(runs.stream().map(RunRow::of).toList()));
    }

    static Seen.Moment moment(History.Seen seen) {
        return new Seen.Moment(seen.at(), seen.run());
    }
}
