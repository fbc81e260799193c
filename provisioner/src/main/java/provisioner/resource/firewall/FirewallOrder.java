package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import provisioner.state.FirewallRule;

/** Which order of rules matters, and which rules can stay where they are. */
final class FirewallOrder {
    private FirewallOrder() {}

    /**
     * The first rule that matches decides, so rules with one verdict that follow each other may stand in any order. Such rules are put into
     * the order in which they are there already.
     */
    static List<FirewallRule> asThereIs(List<FirewallRule> now, List<FirewallRule> desired) {
        List<FirewallRule> matches = now.stream().map(FirewallRule::match).toList();
        List<FirewallRule> ordered = new ArrayList<>(desired);
        for (int from = 0, to; from < desired.size(); from = to) {
            to = from + 1;
            while (to < desired.size() && isInterchangeable(desired.get(from), desired.get(to))) {
                to++;
            }
            Iterator<FirewallRule> known = desired.subList(from, to).stream()
                    .filter(rule -> matches.contains(rule.match()))
                    .sorted(Comparator.comparingInt(rule -> matches.indexOf(rule.match())))
                    .iterator();
            ordered.subList(from, to).replaceAll(rule -> matches.contains(rule.match()) ? known.next() : rule);
        }
        return ordered;
    }

    /** Each {@code limit} counts for itself, and rules of an application profile stay together. */
    private static boolean isInterchangeable(FirewallRule one, FirewallRule other) {
        return one.action().equals(other.action())
                && one.v6() == other.v6()
                && !one.verb().equals("limit")
                && one.applications().isEmpty()
                && other.applications().isEmpty();
    }

    /** A longest common subsequence, so that as few as possible are moved. */
    static Set<FirewallRule> inBoth(List<FirewallRule> now, List<FirewallRule> desired) {
        int[][] longest = new int[now.size() + 1][desired.size() + 1];
        for (int i = now.size() - 1; i >= 0; i--) {
            for (int j = desired.size() - 1; j >= 0; j--) {
                longest[i][j] = now.get(i).equals(desired.get(j))
                        ? longest[i + 1][j + 1] + 1
                        : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        Set<FirewallRule> common = new HashSet<>();
        int i = 0;
        int j = 0;
        while (i < now.size() && j < desired.size()) {
            if (now.get(i).equals(desired.get(j))) {
                common.add(now.get(i));
                i++;
                j++;
            } else if (longest[i + 1][j] >= longest[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }
}
