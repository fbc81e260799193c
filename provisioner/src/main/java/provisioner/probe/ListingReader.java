package provisioner.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.InsideState;
import provisioner.state.Observation.ListingState;
import provisioner.state.Observed;
import provisioner.state.Query.InsideQuery;
import provisioner.state.Query.ListingQuery;

/** Reads listings, newest first. The time of a directory is that of its last change or of touch(1). */
final class ListingReader implements Reader<ListingQuery> {
    @Override
    public String script(List<ListingQuery> queries) {
        StringBuilder script = new StringBuilder("""
                pv_listing() {
                  part "listing.$1"
                  if ! pv_cd "$2"; then
                    if [ -d "$2" ]; then say "listing.$1.closed"; fi
                    return
                  fi
                  pv_read find . -mindepth 1 -maxdepth 1 -type d ! -name '.*' -printf '%T@ %i %f\\0' 2>/dev/null |
                    sort -z -rn | cut -z -d ' ' -f 2-
                }
                """);
        for (int i = 0; i < queries.size(); i++) {
            script.append("(pv_listing ")
                    .append(i)
                    .append(' ')
                    .append(Sh.quote(queries.get(i).path()))
                    .append(")\n");
        }
        return script.toString();
    }

    @Override
    public void read(List<ListingQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> {
            if (!answers.all("listing." + i + ".closed").isEmpty()) {
                throw PathFormat.unreadable(query.path());
            }
            return listing(query, answers.one("listing." + i));
        });
    }

    /** Names may contain anything but NUL. A script could not name one that is not text. */
    private static ListingState listing(ListingQuery query, Bytes answer) throws ProbeException {
        List<String> names = new ArrayList<>();
        Map<String, String> inodes = new HashMap<>();
        for (String field : PathFormat.fields(answer)) {
            int blank = field.indexOf(' ');
            String name = field.substring(blank + 1);
            if (name.indexOf('\uFFFD') >= 0) {
                throw new ProbeException(
                        query.path() + " must only have entries whose names are UTF-8 text, and one is not");
            }
            names.add(name);
            inodes.put(name, field.substring(0, Math.max(blank, 0)));
        }
        return new ListingState(names, inodes);
    }

    /** Reads the names in directories, no more than are needed to say that one is not empty. */
    static final class Inside implements Reader<InsideQuery> {
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
}
