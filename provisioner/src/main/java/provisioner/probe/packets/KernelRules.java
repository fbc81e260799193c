package provisioner.probe.packets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import provisioner.state.Cidr;
import provisioner.state.FirewallDefaults;

/**
 * Tells whether the kernel has the rules of ufw's file. Both are in the language of iptables(8), but the kernel's
 * {@code -S} prints more, in another order. Only what a rule matches and what it does is compared.
 */
public final class KernelRules {
    private static final Set<String> COMPARED =
            Set.of("-s", "-d", "-p", "-i", "-o", "--dport", "--dports", "--sport", "--sports", "-j");

    /** Newer versions of iptables print numbers for most of them. */
    private static final Map<String, String> PROTOCOLS = Map.of(
            "2", "igmp", "6", "tcp", "17", "udp", "41", "ipv6", "47", "gre", "50", "esp", "51", "ah", "112", "vrrp");

    private KernelRules() {}

    /** @param file user.rules or user6.rules; {@code kernel} as filtered by the probe */
    public static boolean match(String file, String kernel, FirewallDefaults defaults) {
        List<String> lines = kernel.lines().toList();
        return lines.contains("-P INPUT " + policy(defaults.incoming()))
                && lines.contains("-P OUTPUT " + policy(defaults.outgoing()))
                && lines.stream().anyMatch(l -> l.startsWith("-A INPUT -j ufw"))
                && lines.stream().anyMatch(l -> l.matches("-A ufw6?-before-input -j ufw6?-user-input"))
                && user(file).equals(user(kernel));
    }

    /** ufw rejects packets in its own chain, above a policy of DROP. */
    private static String policy(String policy) {
        return policy.equals("allow") ? "ACCEPT" : "DROP";
    }

    private static List<String> user(String text) {
        return text.lines()
                .filter(line -> line.matches("-A ufw6?-user-(input|output|forward) .*"))
                .map(KernelRules::canonical)
                .sorted((a, b) -> chain(a).compareTo(chain(b)))
                .toList();
    }

    private static String chain(String rule) {
        return rule.substring(0, rule.indexOf(' '));
    }

    private static String canonical(String line) {
        String[] words = line.split(" +");
        List<String> parts = new ArrayList<>();
        for (int i = 2; i + 1 < words.length; i++) {
            if (COMPARED.contains(words[i])) {
                String negated = words[i - 1].equals("!") ? "! " : "";
                String value = words[i].equals("-p")
                        ? PROTOCOLS.getOrDefault(words[i + 1], words[i + 1])
                        : Cidr.parse(words[i + 1]).map(Cidr::toString).orElse(words[i + 1]);
                parts.add(negated + words[i] + " " + value);
            }
        }
        parts.sort(null);
        return words[1] + " " + String.join(" ", parts);
    }
}
