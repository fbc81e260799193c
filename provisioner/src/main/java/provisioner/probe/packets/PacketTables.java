package provisioner.probe.packets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.state.PacketFinding;

/**
 * The tables of one family as iptables-save(8) writes them. Rules are compared to the letter, since one program writes both
 * sides.
 *
 * <p>Left out is what Docker puts into a container's own network for its resolver: it is about one address of the loopback
 * interface, and has other ports after each start.
 */
public final class PacketTables {
    private static final String DEFAULT = "ACCEPT";
    private static final Pattern HEAD = Pattern.compile(":(\\S+) (\\S+).*");
    private static final Pattern RULE = Pattern.compile("-A (\\S+) .*");
    private static final Pattern UNLISTED = Pattern.compile("# Table `(\\S+)' is incompatible.*");
    private static final Pattern OF_UFW = Pattern.compile("ufw6?-.*");
    private static final Pattern TO_UFW = Pattern.compile("-A (INPUT|OUTPUT|FORWARD) -j ufw6?-\\S+");
    private static final Pattern RESOLVER = Pattern.compile(
            "-A (OUTPUT|POSTROUTING) -d 127\\.0\\.0\\.11/32 -j DOCKER_\\1|"
                    + "-A DOCKER_OUTPUT -d 127\\.0\\.0\\.11/32 -p (tcp|udp) -m \\2 --dport 53 -j DNAT --to-destination 127\\.0\\.0\\.11:\\d+|"
                    + "-A DOCKER_POSTROUTING -s 127\\.0\\.0\\.11/32 -p (tcp|udp) -m \\3 --sport \\d+ -j SNAT --to-source :53");

    /** A chain's place, and what is in it. */
    private record Chain(String table, String name, List<String> rules) {}

    private final Map<String, Map<String, Chain>> tables = new TreeMap<>();
    private final Map<String, Map<String, String>> policies = new TreeMap<>();
    private final Set<String> unlisted = new HashSet<>();

    private PacketTables() {}

    public static PacketTables parse(String text) {
        PacketTables parsed = new PacketTables();
        String table = "";
        for (String line : text.lines().toList()) {
            Matcher head = HEAD.matcher(line);
            Matcher rule = RULE.matcher(line);
            Matcher odd = UNLISTED.matcher(line);
            if (odd.matches()) {
                parsed.unlisted.add(odd.group(1));
            } else if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (head.matches() && !head.group(2).equals("-")) {
                parsed.policies.computeIfAbsent(table, t -> new TreeMap<>()).put(head.group(1), head.group(2));
            } else if (rule.matches() && !RESOLVER.matcher(line).matches()) {
                parsed.chain(table, rule.group(1)).rules().add(line);
            }
        }
        return parsed;
    }

    private Chain chain(String table, String name) {
        return tables.computeIfAbsent(table, t -> new TreeMap<>())
                .computeIfAbsent(name, n -> new Chain(table, n, new ArrayList<>()));
    }

    private List<String> rules(Chain like) {
        Chain same = tables.getOrDefault(like.table(), Map.of()).get(like.name());
        return same == null ? List.of() : same.rules();
    }

    private Stream<Chain> chains() {
        return tables.values().stream().flatMap(table -> table.values().stream());
    }

    /** Whether the kernel has this table, and iptables can list it. */
    public boolean lists(String table) {
        return policies.containsKey(table);
    }

    /** Where ufw is not active: empty chains of its own, and the ways into them, may be left from before. */
    public List<PacketFinding> beyondIdle(String family) {
        return beyond(family, new PacketTables()).stream()
                .filter(finding -> switch (finding) {
                    case PacketFinding.Rule rule ->
                        !OF_UFW.matcher(rule.chain()).matches()
                                && !TO_UFW.matcher(rule.text()).matches();
                    case PacketFinding.Policy policy -> !policy.table().equals("filter");
                    default -> true;
                })
                .toList();
    }

    /** How these tables differ from those that they should be. */
    public List<PacketFinding> beyond(String family, PacketTables wanted) {
        List<PacketFinding> findings = new ArrayList<>();
        policies.forEach((table, chains) -> chains.forEach((chain, now) -> {
            String policy = wanted.policies.getOrDefault(table, Map.of()).getOrDefault(chain, DEFAULT);
            if (!now.equals(policy)) {
                findings.add(new PacketFinding.Policy(family, table, chain, now, policy));
            }
        }));
        chains().forEach(chain -> findings.addAll(compare(family, chain, wanted.rules(chain))));
        wanted.chains()
                .filter(chain -> rules(chain).isEmpty() && !unlisted.contains(chain.table()))
                .forEach(chain -> findings.addAll(
                        compare(family, new Chain(chain.table(), chain.name(), List.of()), chain.rules())));
        return findings;
    }

    private static List<PacketFinding> compare(String family, Chain chain, List<String> wanted) {
        List<String> absent = new ArrayList<>(wanted);
        List<String> common = new ArrayList<>();
        List<PacketFinding> findings = new ArrayList<>();
        for (String rule : chain.rules()) {
            if (absent.remove(rule)) {
                common.add(rule);
            } else {
                findings.add(new PacketFinding.Rule(family, chain.table(), chain.name(), rule, common.isEmpty()));
            }
        }
        absent.forEach(rule -> findings.add(new PacketFinding.Absent(family, chain.table(), chain.name(), rule)));
        if (absent.isEmpty() && !common.equals(wanted)) {
            findings.add(new PacketFinding.Absent(family, chain.table(), chain.name(), ""));
        }
        return findings;
    }

    /** The chains that the kernel itself knows. */
    static Set<String> builtin() {
        return Set.of("INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING");
    }
}
