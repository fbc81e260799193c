package provisioner.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.state.Bytes;
import provisioner.state.Observation.SshdState;
import provisioner.state.Observed;
import provisioner.state.Query.SshdQuery;

/** Reads the files of sshd's configuration, without comments. Two processes a file; a host has one or a few. */
final class SshdReader implements Reader<SshdQuery> {
    /** More files than anybody has; those that include each other in a circle end here, too. */
    private static final int MOST = 256;

    @Override
    public String script(List<SshdQuery> queries) {
        return """
                pv_sshd() {
                  pv_left=%d
                  set -- /etc/ssh/sshd_config
                  while [ $# -gt 0 ]; do
                    pv_left=$((pv_left - 1))
                    if [ "$pv_left" -lt 0 ]; then
                      say sshd.many
                      break
                    fi
                    if [ -f "$1" ]; then
                      part sshd.file
                      printf '%%s\\n' "$1"
                      grep -anv '^[[:blank:]]*\\(#.*\\)\\{0,1\\}$' <"$1"
                      set -f
                      for pv_pattern in $(pv_sshd_includes "$1"); do
                        set +f
                        part sshd.include
                        printf '%%s\\n' "$pv_pattern"
                        case $pv_pattern in /*) ;; *) pv_pattern=/etc/ssh/$pv_pattern ;; esac
                        for pv_file in $pv_pattern; do
                          if [ -f "$pv_file" ]; then
                            printf '%%s\\n' "$pv_file"
                            set -- "$@" "$pv_file"
                          fi
                        done
                        set -f
                      done
                      set +f
                    fi
                    shift
                  done
                }
                pv_sshd_includes() {
                  sed -n '/^[[:blank:]]*[Ii][Nn][Cc][Ll][Uu][Dd][Ee][[:blank:]=]/{s///;s/#.*//;s/"//g;p;}' <"$1"
                }
                pv_sshd
                """.formatted(MOST);
    }

    @Override
    public void read(List<SshdQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> state(answers));
    }

    private static SshdState state(Answers answers) throws ProbeException {
        if (!answers.all("sshd.many").isEmpty()) {
            throw new ProbeException("sshd_config must not include more than " + MOST + " files");
        }
        SortedMap<String, String> files = new TreeMap<>();
        for (Bytes file : answers.all("sshd.file")) {
            Map.Entry<String, Bytes> named = Answers.named(file);
            files.put(named.getKey(), text(lines(named.getValue())));
        }
        SortedMap<String, List<String>> includes = new TreeMap<>();
        for (Bytes include : answers.all("sshd.include")) {
            Map.Entry<String, Bytes> named = Answers.named(include);
            includes.put(named.getKey(), lines(named.getValue()));
        }
        return new SshdState(files, includes);
    }

    /** Comments may be in any encoding. */
    private static List<String> lines(Bytes part) {
        return Answers.shown(part).lines().toList();
    }

    /** @param numbered lines of {@code grep -n} */
    private static String text(List<String> numbered) throws ProbeException {
        List<String> text = new ArrayList<>();
        for (String line : numbered) {
            int colon = line.indexOf(':');
            int number = Integer.parseInt(line.substring(0, Math.max(0, colon)));
            if (number <= text.size() || number > 1_000_000) {
                throw new ProbeException("grep printed an invalid line: '" + line + "'");
            }
            while (text.size() < number - 1) {
                text.add("");
            }
            text.add(line.substring(colon + 1));
        }
        return String.join("\n", text);
    }
}
