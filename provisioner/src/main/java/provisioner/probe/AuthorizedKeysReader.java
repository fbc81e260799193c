package provisioner.probe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observed;
import provisioner.state.Query.AuthorizedKeysQuery;

/**
 * Reads authorized keys. The home directory comes from getent(1). A user without an account gives no answer. What is in the
 * home directory is read as the user, who may have put a link there to what nobody else may read.
 */
final class AuthorizedKeysReader implements Reader<AuthorizedKeysQuery> {
    /** Reads a file completely or not at all, because what was read is written back. */
    private static final int MOST = 1024 * 1024;

    @Override
    public String script(List<AuthorizedKeysQuery> queries) {
        StringBuilder script =
                new StringBuilder("""
                pv_keys() {
                  pv_account=$(getent passwd -- "$2") || return 0
                  part "keys.$1"
                  printf '%%s\\n' "$pv_account"
                  id -gn -- "$2"
                  id -Gn -- "$2"
                  pv_home=${pv_account%%:*}
                  pv_home=${pv_home##*:}
                  pv_id=${pv_account#*:*:}
                  pv_group=${pv_id#*:}
                  pv_keys_in "$1" "$pv_home/.ssh" "${pv_id%%%%:*}" "${pv_group%%%%:*}"
                }
                pv_keys_as() {
                  pv_id=$1 pv_group=$2
                  shift 2
                  if [ "$pv_id" = 0 ]; then "$@"; else setpriv --reuid="$pv_id" --regid="$pv_group" --clear-groups "$@"; fi
                }
                pv_keys_in() {
                  part "keys.$1.paths"
                  pv_keys_as "$3" "$4" find "$2" "$2/authorized_keys" -maxdepth 0 -printf "%s" 2>/dev/null
                  if [ -f "$2/authorized_keys" ] && [ ! -L "$2/authorized_keys" ]; then
                    part "keys.$1.file"
                    pv_keys_as "$3" "$4" dd iflag=nofollow,nonblock bs=64k status=none if="$2/authorized_keys" 2>/dev/null |
                      head -c %d
                  fi
                }
                """.formatted(PathFormat.directives("%p").replace("\\", "\\\\"), MOST + 1));
        for (int i = 0; i < queries.size(); i++) {
            script.append("(pv_keys ")
                    .append(i)
                    .append(' ')
                    .append(Sh.quote(queries.get(i).user()))
                    .append(")\n");
        }
        return script.toString();
    }

    @Override
    public void read(List<AuthorizedKeysQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> state("keys." + i, answers));
    }

    private static AuthorizedKeysState state(String tag, Answers answers) throws ProbeException {
        if (answers.all(tag).isEmpty()) {
            return new AuthorizedKeysState(Optional.empty(), new Missing(), new Missing(), List.of());
        }
        Account account = account(answers.text(tag));
        List<Bytes> content = answers.all(tag + ".file");
        String directory = account.home() + "/.ssh";
        Map<String, String> digests = content.isEmpty()
                ? Map.of()
                : Map.of(directory + "/authorized_keys", content.getFirst().sha256());
        Map<String, PathState> paths = PathFormat.read(answers.one(tag + ".paths"), digests);
        return new AuthorizedKeysState(
                Optional.of(account),
                paths.getOrDefault(directory, new Missing()),
                paths.getOrDefault(directory + "/authorized_keys", new Missing()),
                content.isEmpty() ? List.of() : lines(directory + "/authorized_keys", content.getFirst()));
    }

    private static List<String> lines(String path, Bytes content) throws ProbeException {
        if (content.size() > MOST) {
            throw new ProbeException(path + " must not be larger than " + MOST + " bytes");
        }
        return content.text()
                .orElseThrow(() -> new ProbeException(path + " must be UTF-8 text"))
                .lines()
                .toList();
    }

    /** The line of passwd(5), the primary group's name and all groups' names. */
    private static Account account(String text) throws ProbeException {
        List<String> lines = text.lines().toList();
        String[] fields = lines.isEmpty() ? new String[0] : lines.getFirst().split(":", -1);
        if (fields.length != 7 || lines.size() != 3) {
            throw new ProbeException("getent and id printed invalid lines: " + text.strip());
        }
        String group = lines.get(1);
        TreeSet<String> groups = new TreeSet<>(List.of(lines.get(2).split(" ")));
        groups.remove(group);
        return new Account(Integer.parseInt(fields[2]), group, fields[4], fields[5], fields[6], groups);
    }
}
