package provisioner.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import provisioner.probe.packets.KernelRules;
import provisioner.probe.packets.OwnIcmp;
import provisioner.state.Bytes;
import provisioner.state.Cidr;
import provisioner.state.FirewallDefaults;
import provisioner.state.FirewallRule;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.SshPeer;
import provisioner.state.Observed;
import provisioner.state.Query.FirewallQuery;

/**
 * Reads ufw's rules from its files, because the program itself takes a quarter of a second, and compares them with the
 * kernel's. The SSH connection in use is in the environment of the shell that sshd started, which is an ancestor of
 * this one. sudo clears it only for its children.
 */
final class FirewallReader implements Reader<FirewallQuery> {
    static final String TUPLE = "### tuple ### ";
    private static final int OLDEST_WORDS = 6;
    private static final int TUPLE_WORDS = 7;
    private static final int APPLICATION_WORDS = 9;
    private static final Pattern ACTION = Pattern.compile("(route:)?(allow|deny|reject|limit)(_log(-all)?)?");
    private static final Map<String, String> POLICIES = Map.of("ACCEPT", "allow", "DROP", "deny", "REJECT", "reject");

    /** Instead of the kernel's rules, where they cannot be listed. */
    private static final String UNREAD = "-P INPUT unread";

    private static final String SCRIPT = """
            firewall_probe() (
              if [ -x /usr/sbin/ufw ]; then
                part firewall.settings
                grep -hE -e '^(ENABLED|IPV6|LOGLEVEL|DEFAULT_(INPUT|OUTPUT|FORWARD)_POLICY)=' -e '%s' \\
                  /etc/default/ufw /etc/ufw/ufw.conf /etc/ufw/before.rules
                for firewall_family in '' 6; do
                  part "firewall.rules$firewall_family"
                  grep -sE "^(### tuple ###|-A ufw6?-user-(input|output|forward)) " "/etc/ufw/user$firewall_family.rules"
                  part "firewall.kernel$firewall_family"
                  { "ip${firewall_family}tables" -S 2>/dev/null || echo '%s'; } | grep -E \\
                    -e '^-P (IN|OUT)PUT ' -e '^-A INPUT -j ufw6?-before-input$' \\
                    -e '^-A ufw6?-before-input -j ufw6?-user-input$' -e '^-A ufw6?-user-(input|output|forward) ' \\
                    -e '%s'
                done
                say firewall.boot "$(systemctl is-enabled ufw.service 2>/dev/null)"
              fi
              if [ -e /etc/systemd/system/provisioner-firewall-revert.service ]; then say firewall.pending yes; fi
              firewall_pid=$$
              while [ "${firewall_pid:-0}" -gt 1 ] && [ -r "/proc/$firewall_pid/environ" ]; do
                if grep -qsz '^SSH_CONNECTION=' "/proc/$firewall_pid/environ"; then
                  part firewall.ssh
                  grep -z '^SSH_CONNECTION=' "/proc/$firewall_pid/environ" | tr -d '\\0'
                  break
                fi
                while read -r firewall_key firewall_value; do
                  if [ "$firewall_key" = PPid: ]; then firewall_pid=$firewall_value; break; fi
                done <"/proc/$firewall_pid/status"
              done
            )
            firewall_probe
            """.formatted(OwnIcmp.LINES, UNREAD, OwnIcmp.LINES);

    @Override
    public String script(List<FirewallQuery> queries) {
        return SCRIPT;
    }

    @Override
    public void read(List<FirewallQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        FirewallState state = state(answers);
        queries.forEach(query -> into.put(query, state));
    }

    private static FirewallState state(Answers answers) throws ProbeException {
        Optional<SshPeer> ssh = ssh(answers.all("firewall.ssh"));
        if (answers.all("firewall.settings").isEmpty()) {
            return FirewallState.fresh(false, ssh);
        }
        String configured = answers.text("firewall.settings");
        Map<String, String> settings = settings(configured);
        String file4 = answers.text("firewall.rules");
        String file6 = answers.text("firewall.rules6");
        List<FirewallRule> rules = new ArrayList<>(rules(file4));
        rules.addAll(rules(file6));
        FirewallDefaults defaults = defaults(settings);
        boolean ipv6 = "yes".equals(settings.get("IPV6"));
        boolean enabled = "yes".equals(settings.get("ENABLED"));
        String kernel = answers.text("firewall.kernel") + (ipv6 ? answers.text("firewall.kernel6") : "");
        if (enabled && kernel.contains(UNREAD)) {
            throw new ProbeException("unknown, iptables does not list the kernel's rules");
        }
        boolean loaded = KernelRules.match(file4, answers.text("firewall.kernel"), defaults)
                && (!ipv6 || KernelRules.match(file6, answers.text("firewall.kernel6"), defaults));
        return new FirewallState(
                true,
                enabled,
                answers.text("firewall.boot").equals("enabled"),
                ipv6,
                defaults,
                rules,
                OwnIcmp.amount(configured, enabled ? Optional.of(kernel) : Optional.empty()),
                loaded,
                !answers.all("firewall.pending").isEmpty(),
                ssh);
    }

    private static Map<String, String> settings(String text) {
        Map<String, String> settings = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("-")).forEach(line -> {
            String[] pair = line.split("=", 2);
            settings.put(pair[0], pair[1].strip().replaceAll("^\"|\"$", ""));
        });
        return settings;
    }

    private static FirewallDefaults defaults(Map<String, String> settings) throws ProbeException {
        return new FirewallDefaults(
                policy(settings, "DEFAULT_INPUT_POLICY"),
                policy(settings, "DEFAULT_OUTPUT_POLICY"),
                policy(settings, "DEFAULT_FORWARD_POLICY"),
                settings.getOrDefault("LOGLEVEL", "").toLowerCase(Locale.ROOT));
    }

    private static String policy(Map<String, String> settings, String key) throws ProbeException {
        String value = settings.getOrDefault(key, "");
        String policy = POLICIES.get(value);
        if (policy == null) {
            throw new ProbeException("/etc/default/ufw has an unknown value: " + key + "=" + value);
        }
        return policy;
    }

    static List<FirewallRule> rules(String text) throws ProbeException {
        List<FirewallRule> rules = new ArrayList<>();
        for (String line : text.lines().filter(l -> l.startsWith(TUPLE)).toList()) {
            String tuple = line.substring(TUPLE.length()).strip();
            List<String> words = new ArrayList<>(List.of(tuple.split("\\s+")));
            if (!isSkipped(words)) {
                rules.add(rule(tuple, words));
            }
        }
        return rules;
    }

    /** Whether ufw itself would warn of a rule and ignore it, as in its _read_rules. */
    private static boolean isSkipped(List<String> words) {
        long fields =
                words.stream().filter(word -> !word.startsWith("comment=")).count();
        return fields < OLDEST_WORDS || !ACTION.matcher(words.getFirst()).matches();
    }

    /** {@code ACTION PROTOCOL PORT TO SOURCE-PORT FROM [APP-TO APP-FROM] [DIRECTION] [comment=HEX]}. */
    private static FirewallRule rule(String tuple, List<String> words) throws ProbeException {
        String comment = "";
        if (words.getLast().startsWith("comment=")) {
            String hex = words.removeLast().substring("comment=".length());
            try {
                comment = new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new ProbeException("cannot read the comment of ufw's rule: " + tuple);
            }
        }
        if (words.size() == TUPLE_WORDS - 1 || words.size() == APPLICATION_WORDS - 1) {
            words.add("in"); // as ufw did before 0.29
        }
        boolean applications = words.size() == APPLICATION_WORDS;
        if (!applications && words.size() != TUPLE_WORDS) {
            throw new ProbeException("cannot read ufw's rule: " + tuple);
        }
        return new FirewallRule(
                words.get(0),
                words.get(1),
                words.get(2),
                network(words.get(3)),
                words.get(4),
                network(words.get(5)),
                applications ? words.get(6) + " " + words.get(7) : "",
                words.getLast(),
                comment);
    }

    static String network(String text) {
        return Cidr.parse(text).map(Cidr::toString).orElse(text);
    }

    /** {@code SSH_CONNECTION=PEER PEER-PORT LOCAL LOCAL-PORT}, as in ssh(1). */
    private static Optional<SshPeer> ssh(List<Bytes> sent) throws ProbeException {
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        String text = Answers.text(sent.getFirst(), "firewall.ssh");
        String[] words = text.substring(text.indexOf('=') + 1).split(" ");
        Optional<Cidr> peer = words.length == 4 ? Cidr.parse(zoneless(words[0])) : Optional.empty();
        Optional<Cidr> local = words.length == 4 ? Cidr.parse(zoneless(words[2])) : Optional.empty();
        if (peer.isEmpty() || local.isEmpty() || !words[3].matches("[0-9]{1,5}")) {
            throw new ProbeException("sshd set an invalid connection: '" + text + "'");
        }
        return Optional.of(new SshPeer(peer.get().address(), local.get().address(), Integer.parseInt(words[3])));
    }

    private static String zoneless(String address) {
        return address.replaceFirst("%.*", "");
    }
}
