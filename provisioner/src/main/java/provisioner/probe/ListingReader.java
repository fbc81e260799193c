package provisioner.probe;

import java.util.List;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
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
                  find "$2" -mindepth 1 -maxdepth 1 -type d ! -name '.*' -printf '%T@ %f\\0' 2>/dev/null |
                    sort -z -rn | cut -z -d ' ' -f 2-
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
    public void read(List<ListingQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> new ListingState(names(query, answers.one("listing." + i))));
    }

    /** Names may contain anything but NUL. A script could not name one that is not text. */
    private static List<String> names(ListingQuery query, Bytes answer) throws ProbeException {
        List<String> names = PathFormat.fields(answer);
        if (names.stream().anyMatch(name -> name.indexOf('\uFFFD') >= 0)) {
            throw new ProbeException(
                    query.path() + " must only have entries whose names are UTF-8 text, and one is not");
        }
        return names;
    }
}
