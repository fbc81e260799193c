package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.PacketFinding;

/**
 * What is in the kernel's packet filter beside ufw's own rules, and who is to take it out.
 *
 * <p>provisioner takes out what is in ufw's chains, in its files, or directly in the three chains into which ufw hooks its own: ufw's
 * rules then decide again, and those let in the SSH connection in use. Everything else has a chain or a table of its own, so some
 * program keeps it and would bring it back; or it translates addresses, and connections may hang on it. A person decides about that.
 */
final class ForeignRules {
    private static final int SHOWN = 20;
    private static final int ABSENT_SHOWN = 3;
    private static final Set<String> HOOKED = Set.of("INPUT", "OUTPUT", "FORWARD");

    /** Several may read alike, and go with ufw's chains. */
    private static final Pattern TO_UFW = Pattern.compile("-A (INPUT|OUTPUT|FORWARD) -j ufw6?-\\S+");

    private final PacketFilterState now;
    private final List<PacketFinding> findings;
    private final List<PacketFinding> left;

    ForeignRules(PacketFilterState now, Others others) {
        this.now = now;
        left = now.findings().stream().filter(others::cover).toList();
        findings = now.findings().stream()
                .filter(finding -> !left.contains(finding))
                .toList();
    }

    boolean isChange() {
        return !findings.isEmpty();
    }

    /** What will be there afterwards. */
    PacketFilterState after() {
        return new PacketFilterState(true, left);
    }

    /** Why this step cannot bring the packet filter to what is declared. */
    Optional<Impossible> obstacle() {
        if (!now.readable()) {
            return Optional.of(new Impossible(
                    "nft is not installed, without which rules beside those of ufw cannot be seen",
                    "add a 'package' step for nftables before this one"));
        }
        List<PacketFinding> byHand =
                findings.stream().filter(finding -> !mendable(finding)).toList();
        if (byHand.isEmpty()) {
            return Optional.empty();
        }
        List<String> names =
                new ArrayList<>(byHand.stream().map(ForeignRules::name).toList());
        findings.stream().filter(ForeignRules::mendable).map(ForeignRules::name).forEach(names::add);
        String more = names.size() > SHOWN ? "; and " + (names.size() - SHOWN) + " more" : "";
        return Optional.of(new Impossible(
                "the packet filter has what nobody has declared: "
                        + names.stream().limit(SHOWN).collect(Collectors.joining("; ")) + more,
                "nothing was changed; remove it, or name its chain or table in 'others'"));
    }

    private static boolean mendable(PacketFinding finding) {
        return switch (finding) {
            case PacketFinding.Rule rule ->
                ofUfw(rule.family())
                        && rule.table().equals("filter")
                        && (HOOKED.contains(rule.chain()) || rule.chain().matches("ufw6?-.*"));
            case PacketFinding.Policy policy -> ofUfw(policy.family());
            case PacketFinding.Absent ignored -> true;
            case PacketFinding.Line ignored -> true;
            case PacketFinding.Hook ignored -> false;
        };
    }

    /** Whether it is in the iptables that ufw uses. */
    private static boolean ofUfw(String family) {
        return family.equals("ip") || family.equals("ip6");
    }

    /** Whether ufw's chains have to be made anew. */
    boolean reload() {
        return findings.stream().anyMatch(finding -> !(isHooked(finding) || isOtherPolicy(finding)));
    }

    /** A rule beside ufw's chains goes by itself. */
    private static boolean isHooked(PacketFinding finding) {
        return finding instanceof PacketFinding.Rule rule
                && HOOKED.contains(rule.chain())
                && !TO_UFW.matcher(rule.text()).matches();
    }

    private static boolean isOtherPolicy(PacketFinding finding) {
        return finding instanceof PacketFinding.Policy policy && !policy.table().equals("filter");
    }

    /** Says what differs, and takes out what ufw's chains made anew would not. */
    void mend(Change change) {
        findings.forEach(finding -> differs(change, finding));
        absent(change);
        for (PacketFinding finding : findings.reversed()) {
            switch (finding) {
                case PacketFinding.Line line ->
                    change.run(
                            line.added() ? "firewall_line_out" : "firewall_line_back",
                            line.file(),
                            String.valueOf(line.number()),
                            line.text());
                case PacketFinding.Rule rule when isHooked(rule) && rule.ahead() -> takeOut(change, rule, "-I");
                default -> {}
            }
        }
        for (PacketFinding finding : findings) {
            switch (finding) {
                case PacketFinding.Rule rule when isHooked(rule) && !rule.ahead() -> takeOut(change, rule, "-A");
                case PacketFinding.Policy policy
                when isOtherPolicy(policy) ->
                    change.run(
                            "firewall_foreign",
                            program(policy.family()),
                            policy.table(),
                            ":" + policy.chain() + " " + policy.wanted(),
                            ":" + policy.chain() + " " + policy.now());
                default -> {}
            }
        }
    }

    /** @param back how a revert brings it back, to where it was in relation to ufw's rules */
    private static void takeOut(Change change, PacketFinding.Rule rule, String back) {
        String words = rule.text().substring(2);
        change.run("firewall_foreign", program(rule.family()), rule.table(), "-D" + words, back + words);
    }

    private static String program(String family) {
        return family.equals("ip6") ? "ip6tables" : "iptables";
    }

    private static void differs(Change change, PacketFinding finding) {
        switch (finding) {
            case PacketFinding.Rule rule -> change.removes("rule in " + place(rule), rule.text());
            case PacketFinding.Policy(String family, String table, String chain, String now, String wanted) ->
                change.differs("policy of " + family + " " + table + " " + chain, now, wanted);
            case PacketFinding.Line(String file, int number, String text, boolean added) -> {
                if (added) {
                    change.removes(file + ":" + number, text);
                } else {
                    change.differs(file + ":" + number, "", text);
                }
            }
            case PacketFinding.Absent ignored -> {}
            case PacketFinding.Hook ignored -> {}
        }
    }

    /** A flushed chain lacks dozens of rules; the first ones say which. */
    private void absent(Change change) {
        Map<String, List<String>> byPlace = new TreeMap<>();
        for (PacketFinding finding : findings) {
            if (finding instanceof PacketFinding.Absent(String family, String table, String chain, String text)) {
                byPlace.computeIfAbsent("ufw's rules in " + family + " " + table, p -> new ArrayList<>())
                        .add(text.isEmpty() ? "order of " + chain : text);
            }
        }
        byPlace.forEach((place, rules) -> {
            rules.stream().limit(ABSENT_SHOWN).forEach(rule -> change.differs(place, "", rule));
            if (rules.size() > ABSENT_SHOWN) {
                change.differs(place, "", (rules.size() - ABSENT_SHOWN) + " more");
            }
        });
    }

    private static String name(PacketFinding finding) {
        return switch (finding) {
            case PacketFinding.Rule rule -> place(rule) + ": " + rule.text();
            case PacketFinding.Absent(String family, String table, String chain, String text) ->
                family + " " + table + " " + chain + " lacks " + (text.isEmpty() ? "the order of ufw's rules" : text);
            case PacketFinding.Policy(String family, String table, String chain, String now, String wanted) ->
                "policy of " + family + " " + table + " " + chain + " is " + now + ", not " + wanted;
            case PacketFinding.Line(String file, int number, String text, boolean added) ->
                file + ":" + number + (added ? " has: " : " lacks: ") + text;
            case PacketFinding.Hook(String file) -> file + " is executable, so ufw runs it whenever it starts";
        };
    }

    private static String place(PacketFinding.Rule rule) {
        return rule.family() + " " + rule.table() + " " + rule.chain();
    }
}
