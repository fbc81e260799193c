package provisioner.resource.firewall;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import provisioner.state.FirewallRule;

/** Which rules can stay where they are: a longest common subsequence, so that as few as possible are moved. */
final class FirewallOrder {
    private FirewallOrder() {}

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
