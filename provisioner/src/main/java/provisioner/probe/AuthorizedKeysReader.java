package provisioner.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observed;
import provisioner.state.Query.AuthorizedKeysQuery;
import provisioner.state.SshdLogin;

/**
 * Reads authorized keys, where sshd says that it looks for them. The home directory comes from getent(1). What is in the
 * home directory is read as the user, who may have put a link there to what nobody else may read.
 */
final class AuthorizedKeysReader implements Reader<AuthorizedKeysQuery> {
    /** Reads a file completely or not at all, because what was read is written back. */
    private static final int MOST = 1024 * 1024;

    /** What counts of what sshd says, and the paths that its patterns mean. */
    private static final String SETTINGS = """
            tolower($1) ~ /^(authorizedkeysfile|pubkeyauthentication|permitrootlogin|strictmodes)$/ ||
            tolower($1) ~ /^(allow|deny)(users|groups)$/ { print }
            tolower($1) == "authorizedkeysfile" && ENVIRON["H"] != "" {
              for (i = 2; i <= NF; i++) if ($i != "none") {
                path = ""
                rest = $i
                while (match(rest, /%./)) {
                  token = substr(rest, RSTART + 1, 1)
                  path = path substr(rest, 1, RSTART - 1)
                  path = path (token == "h" ? ENVIRON["H"] : token == "u" ? ENVIRON["U"] : token == "U" ? ENVIRON["I"] : "%")
                  rest = substr(rest, RSTART + 2)
                }
                path = path rest
                print "file", substr(path, 1, 1) == "/" ? path : ENVIRON["H"] "/" path
              }
            }""";

    /** From an address that no Match block names. */
    private static final String FROM = "host=localhost,addr=203.0.113.1,laddr=127.0.0.1,lport=22,rdomain=";

    @Override
    public String script(List<AuthorizedKeysQuery> queries) {
        StringBuilder script = new StringBuilder("""
                pv_keys() {
                  pv_account=$(getent passwd -- "$2") || pv_account=
                  pv_home=${pv_account%%:*}
                  pv_home=${pv_home##*:}
                  pv_id=${pv_account#*:*:}
                  pv_group=${pv_id#*:}
                  pv_id=${pv_id%%%%:*}
                  pv_group=${pv_group%%%%:*}
                  pv_settings=$(pv_sshd_for "$2")
                  say "keys.$1.sshd" "$pv_settings"
                  if [ -z "$pv_account" ]; then return; fi
                  part "keys.$1"
                  printf '%%s\n' "$pv_account"
                  id -gn -- "$2"
                  id -Gn -- "$2"
                  pv_keys_in "$1"
                }
                pv_sshd_for() {
                  pv_bin=$(command -v sshd) || pv_bin=/usr/sbin/sshd
                  if [ ! -x "$pv_bin" ]; then pv_bin=false; fi
                  if pv_said=$("$pv_bin" -T -C "user=$1,%s" 2>&1); then
                    printf '%%s\n' "$pv_said"
                  else
                    case $pv_said in
                    '' | *'privilege separation directory'*) printf '%%s\n' 'authorizedkeysfile %s' ;;
                    *) printf 'refused %%s\n' "$pv_said" ;;
                    esac
                  fi | H=$pv_home U=$1 I=$pv_id awk '$1 == "refused" { print; exit }
                %s'
                }
                pv_keys_as() {
                  if [ "$pv_id" = 0 ]; then "$@"; else setpriv --reuid="$pv_id" --regid="$pv_group" --init-groups "$@"; fi
                }
                pv_keys_in() {
                  pv_n=$1
                  set -- "$pv_home"
                  while read -r pv_word pv_file; do
                    if [ "$pv_word" = file ]; then set -- "$@" "${pv_file%%/*}" "$pv_file"; fi
                  done <<PV_END
                $pv_settings
                PV_END
                  part "keys.$pv_n.paths"
                  pv_keys_as find "$@" -maxdepth 0 -printf "%s" 2>/dev/null
                  shift
                  while [ $# -gt 1 ]; do
                    if [ -f "$2" ] && [ ! -L "$2" ]; then
                      part "keys.$pv_n.file"
                      printf '%%s\n' "$2"
                      pv_keys_as dd iflag=nofollow,nonblock bs=64k status=none if="$2" 2>/dev/null | head -c %d
                    fi
                    shift 2
                  done
                }
                """.formatted(
                        FROM,
                        String.join(" ", SshdLogin.USUAL.files()),
                        SETTINGS,
                        PathFormat.directives("%p").replace("\\", "\\\\"),
                        MOST + 1));
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
        Reader.each(queries, into, (i, query) -> state(query.user(), "keys." + i, answers));
    }

    private static AuthorizedKeysState state(String user, String tag, Answers answers) throws ProbeException {
        SshdLogin sshd = sshd(answers.text(tag + ".sshd"));
        if (answers.all(tag).isEmpty()) {
            return new AuthorizedKeysState(
                    Optional.empty(), new Missing(), new Missing(), List.of(), sshd, new Missing(), new TreeMap<>());
        }
        Account account = account(answers.text(tag));
        String file = sshd.file(user, account).orElse("");
        Map<String, String> digests = new HashMap<>();
        SortedMap<String, List<String>> lines = new TreeMap<>();
        for (Bytes answer : answers.all(tag + ".file")) {
            Map.Entry<String, Bytes> named = Answers.named(answer);
            digests.put(named.getKey(), named.getValue().sha256());
            lines.put(named.getKey(), lines(named.getKey(), named.getValue()));
        }
        Map<String, PathState> paths = paths(user, PathFormat.read(answers.one(tag + ".paths"), digests), lines);
        List<String> own = lines.getOrDefault(file, List.of());
        lines.remove(file);
        return new AuthorizedKeysState(
                Optional.of(account),
                paths.getOrDefault(file.substring(0, Math.max(0, file.lastIndexOf('/'))), new Missing()),
                paths.getOrDefault(file, new Missing()),
                own,
                sshd,
                paths.getOrDefault(account.home(), new Missing()),
                lines);
    }

    /** What sshd cannot read as the user may still have keys in it, which must not be lost. */
    private static Map<String, PathState> paths(
            String user, PathFormat.Found found, SortedMap<String, List<String>> lines) throws ProbeException {
        if (!found.unread().isEmpty()) {
            throw PathFormat.unreadable(found.unread().getFirst());
        }
        for (Map.Entry<String, List<String>> read : lines.entrySet()) {
            String path = read.getKey();
            boolean content = !(found.states().get(path) instanceof RegularFile file) || file.size() > 0;
            if (content && read.getValue().isEmpty()) {
                throw new ProbeException(
                        "unknown, " + path + " is there, but '" + user + "', as whom sshd reads it, cannot read it");
            }
        }
        return found.states();
    }

    /** The lines of {@code sshd -T}. */
    private static SshdLogin sshd(String text) throws ProbeException {
        Map<String, List<String>> values = new HashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split(" +");
            List<String> rest = List.of(words).subList(1, words.length);
            if (words[0].equals("refused")) {
                throw new ProbeException("sshd does not say where it looks for keys: "
                        + line.substring(words[0].length()).strip());
            }
            values.computeIfAbsent(words[0].toLowerCase(Locale.ROOT), k -> new ArrayList<>())
                    .addAll(rest);
        }
        Function<String, List<String>> all = keyword -> values.getOrDefault(keyword, List.of());
        return new SshdLogin(
                !all.apply("pubkeyauthentication").equals(List.of("no")),
                all.apply("permitrootlogin").stream().findFirst().orElse(SshdLogin.USUAL.root()),
                !all.apply("strictmodes").equals(List.of("no")),
                all.apply("authorizedkeysfile"),
                all.apply("allowusers"),
                all.apply("denyusers"),
                all.apply("allowgroups"),
                all.apply("denygroups"));
    }

    /** As sshd takes lines: a carriage return ends none. */
    private static List<String> lines(String path, Bytes content) throws ProbeException {
        if (content.size() > MOST) {
            throw new ProbeException(path + " must not be larger than " + MOST + " bytes");
        }
        String text = content.text().orElseThrow(() -> new ProbeException(path + " must be UTF-8 text"));
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return List.copyOf(lines);
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
