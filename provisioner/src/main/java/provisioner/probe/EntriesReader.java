package provisioner.probe;

import java.util.List;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.EntriesState;
import provisioner.state.Observed;
import provisioner.state.Query.EntriesQuery;

/** Which inodes are in a directory, as a digest: that of the function way_entries. */
final class EntriesReader implements Reader<EntriesQuery> {
    @Override
    public String script(List<EntriesQuery> queries) {
        StringBuilder script = new StringBuilder("""
                pv_entries() {
                  if [ -d "$2" ] && [ ! -L "$2" ] && pv_cd "$2"; then
                    say "entries.$1" "$(way_entries .)"
                  fi
                }
                """);
        for (int i = 0; i < queries.size(); i++) {
            script.append("(pv_entries ")
                    .append(i)
                    .append(' ')
                    .append(Sh.quote(queries.get(i).path()))
                    .append(")\n");
        }
        return script.toString();
    }

    @Override
    public void read(List<EntriesQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        for (int i = 0; i < queries.size(); i++) {
            List<Bytes> said = answers.all("entries." + i);
            into.put(
                    queries.get(i),
                    new EntriesState(said.isEmpty() ? "" : Answers.text(said.getFirst(), "entries." + i)));
        }
    }
}
