package provisioner.probe;

import java.util.List;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.EntriesState;
import provisioner.state.Observed;
import provisioner.state.Query.EntriesQuery;

/** Which inodes are at a path and below, as a digest: that of the function way_entries. */
final class EntriesReader implements Reader<EntriesQuery> {
    @Override
    public String script(List<EntriesQuery> queries) {
        StringBuilder script = new StringBuilder("""
                pv_entries() {
                  if [ -d "$3" ] && [ ! -L "$3" ]; then
                    if ! $2; then return; fi
                  elif [ ! -e "$3" ] && [ ! -L "$3" ]; then
                    return
                  fi
                  (
                    if pv_careful "$3"; then pv_enter "$3"; else cd "${3%/*}/" 2>/dev/null; fi || exit
                    say "entries.$1" "$(way_entries "./${3##*/}" 2>/dev/null)"
                  )
                }
                """);
        for (int i = 0; i < queries.size(); i++) {
            script.append("pv_entries ")
                    .append(i)
                    .append(' ')
                    .append(queries.get(i).directories())
                    .append(' ')
                    .append(Sh.quote(queries.get(i).path()))
                    .append('\n');
        }
        return script.toString();
    }

    @Override
    public void read(List<EntriesQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> {
            List<Bytes> said = answers.all("entries." + i);
            return new EntriesState(said.isEmpty() ? "" : Answers.text(said.getFirst(), "entries." + i));
        });
    }
}
