package provisioner.probe.packets;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.state.PacketFinding;

/**
 * Reads {@code nft list ruleset}. A table without rules, and without a chain that drops, has no effect and is no finding.
 *
 * <p>iptables-nft keeps its tables there, too. Those are compared as iptables shows them; only what it cannot show counts here.
 */
public final class NftRuleset {
    private static final Pattern TABLE = Pattern.compile("table (\\S+ \\S+) \\{.*");
    private static final Pattern BLOCK =
            Pattern.compile("\t(chain|flowtable|map|set|counter|quota|limit|ct .*|synproxy|secmark) ?(\\S*) \\{.*");
    private static final Pattern OF_IPTABLES = Pattern.compile("(ip6?) (filter|nat|mangle|raw|security)");

    private final boolean shared;
    private final PacketTables kernel4;
    private final PacketTables kernel6;
    private final List<PacketFinding> findings = new ArrayList<>();
    private String table = "";
    private String chain = "";
    private boolean base;
    private String begun = "";

    /** @param shared whether the iptables that ufw uses keeps its rules here */
    public NftRuleset(boolean shared, PacketTables kernel4, PacketTables kernel6) {
        this.shared = shared;
        this.kernel4 = kernel4;
        this.kernel6 = kernel6;
    }

    public List<PacketFinding> foreign(String text) {
        for (String line : text.lines().toList()) {
            Matcher named = TABLE.matcher(line);
            Matcher block = BLOCK.matcher(line);
            if (named.matches()) {
                table = named.group(1);
                chain = "";
            } else if (chain.isEmpty() && block.matches()) {
                begin(block.group(1), block.group(2));
            } else if (line.equals("\t}")) {
                chain = "";
            } else if (!chain.isEmpty()) {
                statement(line.strip());
            }
        }
        return findings;
    }

    private void begin(String kind, String name) {
        begun = "";
        base = false;
        if (kind.equals("chain")) {
            chain = name;
        } else if (kind.equals("flowtable")) {
            findings.add(new PacketFinding.Rule("nft", table, name, "flowtable " + name, false));
        }
    }

    private void statement(String line) {
        begun = begun.isEmpty() ? line : begun + " " + line;
        String statement = begun;
        if (statement.chars().filter(c -> c == '{').count()
                > statement.chars().filter(c -> c == '}').count()) {
            return; // it goes on in the next line
        }
        begun = "";
        boolean hook = statement.startsWith("type ") && statement.contains(" hook ");
        base |= hook;
        boolean idle =
                statement.isEmpty() || statement.startsWith("comment ") || hook && !statement.contains("policy drop");
        if (!idle && counts(hook, statement)) {
            findings.add(new PacketFinding.Rule("nft", table, chain, statement, false));
        }
    }

    /** Whether no comparison of iptables' own lists could find it. */
    private boolean counts(boolean hook, String statement) {
        Matcher own = OF_IPTABLES.matcher(table);
        if (!shared || !own.matches()) {
            return true;
        }
        boolean builtin = PacketTables.builtin().contains(chain);
        if ((own.group(1).equals("ip") ? kernel4 : kernel6).lists(own.group(2))) {
            return base && !builtin;
        }
        return builtin ? !hook && !statement.contains(" jump ufw") : !chain.startsWith("ufw");
    }
}
