package provisioner.probe;

import java.util.List;
import provisioner.sh.Sh;
import provisioner.state.Observation.ListingState;
import provisioner.state.Observed;
import provisioner.state.Query.ListingQuery;

/** Reads listings, newest first. The time of a directory is that of its last change or of touch(1). */
final class ListingReader implements Reader<ListingQuery> {
    @Override
    public String script(List<ListingQuery> queries) {
        StringBuilder script = new StringBuilder("""
                pv_listing() {
                  part "listing.$1"
                  find "$2" -mindepth 1 -maxdepth 1 -type d ! -name '.*' -printf '%T@ %f\\n' 2>/dev/null |
                    sort -rn | cut -d ' ' -f 2-
                }
                """);
        for (int i = 0; i < queries.size(); i++) {
            script.append("pv_listing ")
                    .append(i)
                    .append(' ')
                    .append(Sh.quote(queries.get(i).path()))
                    .append('\n');
        }
        return script.toString();
    }

    @Override
    public void read(List<ListingQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        for (int i = 0; i < queries.size(); i++) {
            into.put(
                    queries.get(i),
                    new ListingState(answers.text("listing." + i).lines().toList()));
        }
    }
}
