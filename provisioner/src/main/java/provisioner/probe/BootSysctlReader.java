package provisioner.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.sh.Sh;
import provisioner.state.Observation.BootSysctlState;
import provisioner.state.Observation.BootSysctlState.Assignment;
import provisioner.state.Observed;
import provisioner.state.Query.BootSysctlQuery;
import provisioner.state.Query.SysctlQuery;

/**
 * Reads what sets kernel parameters at a boot, with one {@code grep}: the files of sysctl.d(5) in their order, and ufw's own,
 * which it sets whenever it starts. An assignment goes before every pattern such as {@code net.ipv4.conf.*.rp_filter}, whatever
 * their order, except in ufw's file.
 *
 * @param root goes before every path; empty but in tests
 */
record BootSysctlReader(String root) implements Reader<BootSysctlQuery> {
    private static final List<String> DIRECTORIES =
            List.of("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d");
    private static final String SERVICE = "/systemd-sysctl.service";
    private static final Pattern IPV4 = Pattern.compile("net/ipv4/(ip_forward|conf/all/forwarding)");
    private static final Pattern IPV6 = Pattern.compile("net/ipv6/conf/all/(forwarding|disable_ipv6)");
    private static final String SCRIPT = """
            boot_sysctl() {
              part sysctl.files
              for boot_file in %1$s; do
                if [ -e "$boot_file" ] || [ -L "$boot_file" ]; then printf '%%s\\0' "$boot_file"; fi
              done
              part sysctl.lines
              set --
              if [ -x %2$s/usr/sbin/ufw ]; then set -- %2$s/etc/ufw/*.conf %2$s/etc/default/ufw; fi
              grep -aHnsZ '^[[:space:]]*[^#;[:space:]]' -- %1$s "$@" %2$s/etc/sysctl.conf
              part sysctl.mask
              for boot_file in %3$s; do
                if [ -e "$boot_file" ]; then
                  if [ ! -s "$boot_file" ]; then printf '%%s' "$boot_file"; fi
                  break
                fi
              done
            }
            boot_sysctl
            """;

    private record Line(String place, String words) {}

    @Override
    public String script(List<BootSysctlQuery> queries) {
        String before = root.isEmpty() ? "" : Sh.quote(root);
        String files = String.join(
                " ", DIRECTORIES.stream().map(d -> before + d + "/*.conf").toList());
        String services = Stream.of(
                        "/etc/systemd/system.control",
                        "/run/systemd/system.control",
                        "/etc/systemd/system",
                        "/run/systemd/system")
                .map(directory -> before + directory + SERVICE)
                .reduce("", (a, b) -> a + " " + b);
        return SCRIPT.formatted(files, before, services);
    }

    @Override
    public void read(List<BootSysctlQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, List<Line>> lines = lines(Answers.shown(answers.one("sysctl.lines")));
        Map<String, String> files = new TreeMap<>();
        for (String file : Answers.shown(answers.one("sysctl.files")).split("\0")) {
            files.putIfAbsent(file.substring(file.lastIndexOf('/') + 1), file);
        }
        List<Line> ufw = lines.getOrDefault(ufwFile(lines), List.of());
        String mask = Answers.shown(answers.one("sysctl.mask"));
        for (BootSysctlQuery query : queries) {
            String path = path(query.key());
            String own = query.file().substring(query.file().lastIndexOf('/') + 1);
            List<Assignment> later = new ArrayList<>();
            files.forEach((name, file) -> {
                if (name.compareTo(own) > 0) {
                    last(lines.getOrDefault(file, List.of()), path, false).ifPresent(a -> {
                        later.clear();
                        later.add(a);
                    });
                }
            });
            last(ufw, path, true).ifPresent(later::add);
            into.put(query, new BootSysctlState(later, mask));
        }
    }

    private Map<String, List<Line>> lines(String text) throws ProbeException {
        Map<String, List<Line>> lines = new HashMap<>();
        for (String line : text.lines().toList()) {
            int name = line.indexOf('\0');
            int number = line.indexOf(':', name + 1);
            if (name < 0 || number < 0) {
                throw new ProbeException("grep printed an invalid line: '" + line + "'");
            }
            String file = line.substring(0, name);
            String place = file + ":" + line.substring(name + 1, number);
            lines.computeIfAbsent(file, f -> new ArrayList<>())
                    .add(new Line(place, line.substring(number + 1).strip()));
        }
        return lines;
    }

    /** The file that ufw sets parameters from when it starts; empty where it does not start. */
    private String ufwFile(Map<String, List<Line>> lines) {
        boolean starts = setting(lines.getOrDefault(root + "/etc/ufw/ufw.conf", List.of()), "ENABLED")
                .filter("yes"::equalsIgnoreCase)
                .isPresent();
        return !starts
                ? ""
                : setting(lines.getOrDefault(root + "/etc/default/ufw", List.of()), "IPT_SYSCTL")
                        .map(file -> root + file)
                        .orElse("");
    }

    private static Optional<String> setting(List<Line> lines, String name) {
        return lines.stream()
                .map(Line::words)
                .filter(text -> text.startsWith(name + "="))
                .map(text -> text.substring(name.length() + 1).replaceAll("[\"']", ""))
                .reduce((a, b) -> b);
    }

    private static Optional<Assignment> last(List<Line> lines, String path, boolean patterns) {
        Optional<Assignment> last = Optional.empty();
        for (Line line : lines) {
            int equals = line.words().indexOf('=');
            String key =
                    equals < 0 ? "" : line.words().substring(0, equals).strip().replaceFirst("^-", "");
            if (!key.isEmpty() && sets(path(key), path, patterns)) {
                String value = line.words().substring(equals + 1).strip().replaceAll("\\s+", " ");
                last = Optional.of(new Assignment(line.place(), key, value));
            }
        }
        return last;
    }

    /** Some parameters are written together with others by the kernel. */
    private static boolean sets(String assigned, String path, boolean patterns) {
        Matcher ipv6 = IPV6.matcher(assigned);
        return assigned.equals(path)
                || IPV4.matcher(assigned).matches()
                        && (IPV4.matcher(path).matches() || path.matches("net/ipv4/conf/[^/]+/forwarding"))
                || ipv6.matches() && path.matches("net/ipv6/conf/[^/]+/" + ipv6.group(1))
                || patterns && assigned.contains("*") && path.matches(pattern(assigned));
    }

    private static String pattern(String glob) {
        return ("\\Q" + glob + "\\E").replace("*", "\\E[^/]*\\Q");
    }

    /** Below /proc/sys, as sysctl.d(5) has it: where the first separator is a slash, all of them are. */
    private static String path(String key) {
        int slash = key.indexOf('/');
        int dot = key.indexOf('.');
        return dot >= 0 && (slash < 0 || dot < slash)
                ? new SysctlQuery(key).path().substring("/proc/sys/".length())
                : key.replaceFirst("^/", "");
    }
}
