package provisioner.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observed;
import provisioner.state.Query.PackageQuery;

/**
 * Reads packages from dpkg's database. It asks apt only about missing packages. apt's caches, which root would write,
 * are switched off, and apt takes no lock.
 */
final class PackageReader implements Reader<PackageQuery> {
    private static final String SCRIPT = """
            package_apt() {
              package_tool=$1
              shift
              "$package_tool" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \\
                -o Dir::Log::Planner=/dev/null -o Dir::Log::Solver=/dev/null "$@"
            }
            package_simulate() { package_apt apt-get -s -qq --no-install-recommends install -- "$@"; }
            package_try() { package_simulate "$@" 2>&1 >/dev/null; }
            package_missing() {
              set +f
              say package.missing "$*"
              package_lists=no
              for package_list in /var/lib/apt/lists/*_Packages*; do
                if [ -e "$package_list" ]; then package_lists=yes; break; fi
              done
              say package.lists "$package_lists"
              if [ "$package_lists" = no ]; then return 0; fi
              set -f
              if package_plan=$(package_simulate "$@" 2>/dev/null); then
                say package.simulated "$package_plan"
                return 0
              fi
              package_policy=$(package_apt apt-cache policy -- "$@" 2>/dev/null)
              say package.policy "$package_policy"
              package_known=$(printf '%s\\n' "$package_policy" |
                awk '/^[^ ].*:$/ { sub(/:$/, ""); name = $0 } $1 == "Candidate:" && $2 != "(none)" { print name }')
              if [ -z "$package_known" ] || [ -n "$(ls /var/lib/dpkg/updates)" ]; then return 0; fi
              set -- $package_known
              for package_name in "$@"; do
                package_words=$(package_try "$package_name") || say package.blocked "$package_name $package_words"
              done
            }
            package_probe() {
              package_status=$(dpkg-query -W \\
                -f='${Package}\\t${Architecture}\\t${db:Status-Abbrev}\\t${Version}\\n' -- "$@" 2>/dev/null)
              if [ $? -gt 1 ]; then echo "dpkg-query fails" >&2; exit 1; fi
              say package.status "$package_status"
              part package.automatic
              if [ -e /var/lib/apt/extended_states ]; then
                awk '/^Package:/ { name = $2 } /^Auto-Installed: 1/ { print name }' /var/lib/apt/extended_states
              fi
              package_gone=$(printf '%s\\n' "$package_status" | PACKAGES="$*" awk -F '\\t' '
                $3 ~ /^.i *$/ { have[$1]; have[$1 ":" $2] }
                END { n = split(ENVIRON["PACKAGES"], asked, " ")
                  for (i = 1; i <= n; i++) if (!(asked[i] in have)) print asked[i] }')
              if [ -n "$package_gone" ]; then (set -f; package_missing $package_gone); fi
            }
            """;

    /**
     * A line of {@code apt-get -s}: {@code Inst curl (7.88.1-10 Debian:12/stable [amd64])}. A package that a failed or
     * interrupted installation has unpacked is only configured: {@code Conf}.
     */
    private static final Pattern INSTALLED =
            Pattern.compile("^(?:Inst|Conf) (\\S+) (?:\\[\\S+] )?\\((\\S+) ", Pattern.MULTILINE);

    @Override
    public String script(List<PackageQuery> queries) {
        List<String> names = queries.stream().map(PackageQuery::name).toList();
        return SCRIPT + "package_probe " + Sh.quoteAll(names) + "\n";
    }

    private record Found(Map<String, String> installed, Set<String> automatic, Map<String, String> candidates) {}

    @Override
    public void read(List<PackageQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Found found = new Found(
                installed(answers.text("package.status")),
                Set.copyOf(answers.text("package.automatic").lines().toList()),
                candidates(answers));
        boolean lists = answers.all("package.missing").isEmpty()
                || answers.text("package.lists").equals("yes");
        Map<String, String> blocked = blocked(answers);
        for (PackageQuery query : queries) {
            String name = query.name();
            String plain = name.split(":", 2)[0];
            into.put(
                    query,
                    new PackageState(
                            Optional.ofNullable(found.installed.get(name)),
                            found.installed.containsKey(name) && found.automatic.contains(plain),
                            Optional.ofNullable(found.candidates.get(name)),
                            lists,
                            Optional.ofNullable(blocked.get(name))));
        }
    }

    private static Map<String, String> installed(String status) throws ProbeException {
        Map<String, String> installed = new HashMap<>();
        for (String line : status.lines().filter(l -> !l.isEmpty()).toList()) {
            String[] fields = line.split("\t", -1);
            if (fields.length != 4) {
                throw new ProbeException("dpkg-query printed an invalid line: '" + line + "'");
            }
            if (fields[2].strip().length() == 2 && fields[2].charAt(1) == 'i') {
                installed.put(fields[0], fields[3]);
                installed.put(fields[0] + ":" + fields[1], fields[3]);
            }
        }
        return installed;
    }

    /** Reads {@code apt-cache policy}: a name with a colon, then indented lines. */
    private static Map<String, String> candidates(Answers answers) throws ProbeException {
        Map<String, String> candidates = new HashMap<>();
        for (Bytes plan : answers.all("package.simulated")) {
            Matcher installed = INSTALLED.matcher(Answers.text(plan, "package.simulated"));
            while (installed.find()) {
                candidates.put(installed.group(1), installed.group(2));
            }
        }
        if (answers.all("package.policy").isEmpty()) {
            return candidates;
        }
        String name = "";
        for (String line : answers.text("package.policy").lines().toList()) {
            if (line.endsWith(":") && !line.startsWith(" ")) {
                name = line.substring(0, line.length() - 1);
            } else if (line.startsWith("  Candidate: ")) {
                String version = line.substring("  Candidate: ".length());
                if (!version.equals("(none)")) {
                    candidates.put(name, version);
                }
            }
        }
        return candidates;
    }

    private static Map<String, String> blocked(Answers answers) throws ProbeException {
        Map<String, String> blocked = new HashMap<>();
        for (Bytes payload : answers.all("package.blocked")) {
            String[] words = Answers.text(payload, "package.blocked").split(" ", 2);
            blocked.put(words[0], words.length < 2 ? "" : words[1].strip());
        }
        return blocked;
    }
}
