package provisioner.probe;

import java.util.List;
import java.util.TreeSet;
import provisioner.sh.Sh;
import provisioner.state.Observation.InsideState;
import provisioner.state.Observed;
import provisioner.state.Query.InsideQuery;

/** Reads the names in directories, no more than are needed to say that one is not empty. */
final class InsideReader implements Reader<InsideQuery> {
    @Override
    public String script(List<InsideQuery> queries) {
        StringBuilder script = new StringBuilder("""
            pv_inside() {
              part "inside.$1"
              if ! pv_cd "$2"; then
                if [ -d "$2" ]; then say "inside.$1.closed"; fi
                return
              fi
              pv_read find . -mindepth 1 -maxdepth 1 -printf '%f\\0' 2>/dev/null | head -z -n 200
            }
            """);
        for (int i = 0; i < queries.size(); i++) {
            script.append("(pv_inside ")
                    .append(i)
                    .append(' ')
                    .append(Sh.quote(queries.get(i).path()))
                    .append(")\n");
        }
        return script.toString();
    }

    @Override
    public void read(List<InsideQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> {
            if (!answers.all("inside." + i + ".closed").isEmpty()) {
                throw PathFormat.unreadable(query.path());
            }
            return new InsideState(new TreeSet<>(PathFormat.fields(answers.one("inside." + i))));
        });
    }
}
