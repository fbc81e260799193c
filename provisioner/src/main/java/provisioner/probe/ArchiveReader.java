package provisioner.probe;

import java.util.List;
import java.util.Optional;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.ArchiveState;
import provisioner.state.Observed;
import provisioner.state.Query.ArchiveQuery;

/**
 * Reads the notes about unpacked archives under /var/lib/provisioner/archives. A file named after the digest of the
 * destination names the archive. Another with the suffix {@code .files} contains the digests of all files, as
 * sha256sum(1) writes and checks them. A third, {@code .entries}, may list all entries; without it, later additions do
 * not count.
 */
final class ArchiveReader implements Reader<ArchiveQuery> {
    private static final int NAMED = 20;
    private static final String FAILED = ": FAILED";

    @Override
    public String script(List<ArchiveQuery> queries) {
        StringBuilder script = new StringBuilder("""
                pv_archive() {
                  pv_note=${PROVISIONER_ARCHIVES:-/var/lib/provisioner/archives}/$2
                  if [ ! -f "$pv_note" ]; then return; fi
                  part "archive.$1"
                  head -n 1 "$pv_note"
                  if pv_cd "$3"; then
                    {
                      pv_read sha256sum --quiet -c - <"$pv_note.files" 2>/dev/null
                      if [ -f "$pv_note.entries" ]; then
                        pv_read find . -printf '%%p\\t%%y %%m %%u:%%g %%l\\n' | sort - "$pv_note.entries" | uniq -u |
                          cut -f 1 | sed 's/$/: FAILED/'
                      fi
                    } | head -n %d
                  else
                    printf '.: FAILED\\n'
                  fi
                }
                """.formatted(NAMED));
        for (int i = 0; i < queries.size(); i++) {
            String destination = queries.get(i).destination();
            script.append("(pv_archive ")
                    .append(i)
                    .append(' ')
                    .append(Bytes.utf8(destination).sha256())
                    .append(' ')
                    .append(Sh.quote(destination))
                    .append(")\n");
        }
        return script.toString();
    }

    @Override
    public void read(List<ArchiveQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(
                queries,
                into,
                (i, query) -> answers.all("archive." + i).isEmpty()
                        ? new ArchiveState(Optional.empty(), List.of())
                        : state(Answers.shown(answers.one("archive." + i))));
    }

    private static ArchiveState state(String text) {
        List<String> lines = text.lines().toList();
        List<String> damaged = lines.stream()
                .skip(1)
                .map(line -> line.contains(FAILED) ? line.substring(0, line.lastIndexOf(FAILED)) : line)
                .map(name -> name.startsWith("./") ? name.substring(2) : name)
                .distinct()
                .toList();
        return new ArchiveState(lines.stream().findFirst(), damaged);
    }
}
