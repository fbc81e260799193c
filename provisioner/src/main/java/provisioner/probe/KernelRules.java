package provisioner.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tells whether the kernel has the rules of ufw's file. Both are in the language of iptables(8), but the kernel's
 * {@code -S} prints more, in another order. Only what a rule matches and what it does is compared.
 */
final class KernelRules {
    private static final Set<String> COMPARED =
            Set.of("-s", "-d", "-p", "-i", "-o", "--dport", "--dports", "--sport", "--sports", "-j");

    private KernelRules() {}

    /** @param file user.rules or user6.rules; {@code kernel} as filtered by the probe */
    static boolean match(String file, String kernel, String incoming, String outgoing) {
        List<String> lines = kernel.lines().toList();
        return lines.contains("-P INPUT " + policy(incoming))
                && lines.contains("-P OUTPUT " + policy(outgoing))
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
                parts.add(negated + words[i] + " " + FirewallReader.network(words[i + 1]));
            }
        }
        parts.sort(null);
        return words[1] + " " + String.join(" ", parts);
    }
}
