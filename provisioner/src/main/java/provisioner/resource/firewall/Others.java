package provisioner.resource.firewall;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.state.PacketFinding;

/**
 * What of a host's packet filter belongs to other programs and is left alone: names of chains ({@code DOCKER*}), of tables of
 * nftables ({@code inet f2b-table}), of files, and whole rules ({@code -A FORWARD * docker0 *}). A star is for any text.
 */
record Others(List<String> patterns) {
    private static final Pattern TARGET = Pattern.compile(".* (?:-j|-g) (\\S+).*");

    /** What everybody's rules consist of. A pattern that covers one of these would hide everything. */
    private static final List<String> COMMON = List.of(
            "INPUT",
            "OUTPUT",
            "FORWARD",
            "PREROUTING",
            "POSTROUTING",
            "ACCEPT",
            "DROP",
            "REJECT",
            "RETURN",
            "LOG",
            "DNAT",
            "SNAT",
            "MASQUERADE",
            "REDIRECT",
            "ufw-user-input",
            "ufw6-before-output",
            "ip filter",
            "-A INPUT -j ACCEPT",
            "-A ufw-user-input -p tcp -m tcp --dport 1 -j ACCEPT");

    Others {
        patterns = List.copyOf(patterns);
    }

    /** Whether a pattern says no more than "everything". */
    static Optional<String> tooMuch(String pattern) {
        return COMMON.stream().filter(name -> covers(pattern, name)).findFirst();
    }

    boolean cover(PacketFinding finding) {
        return names(finding).anyMatch(name -> patterns.stream().anyMatch(pattern -> covers(pattern, name)));
    }

    private static Stream<String> names(PacketFinding finding) {
        return switch (finding) {
            case PacketFinding.Rule rule
            when rule.family().equals("nft") -> Stream.of(rule.table(), rule.table() + " " + rule.chain());
            case PacketFinding.Rule rule -> Stream.concat(Stream.of(rule.chain()), ofRule(rule.text()));
            case PacketFinding.Line line
            when line.added() -> Stream.concat(Stream.of(line.file()), ofRule(line.text()));
            case PacketFinding.Hook hook -> Stream.of(hook.file());
            case PacketFinding.Line ignored -> Stream.of();
            case PacketFinding.Absent ignored -> Stream.of();
            case PacketFinding.Policy ignored -> Stream.of();
        };
    }

    private static Stream<String> ofRule(String text) {
        Matcher target = TARGET.matcher(text);
        return target.matches() ? Stream.of(text, target.group(1)) : Stream.of(text);
    }

    /** As a shell's pattern with stars alone: each part where it comes first, and the last one at the end. */
    private static boolean covers(String pattern, String name) {
        String[] parts = pattern.split("\\*", -1);
        String last = parts[parts.length - 1];
        if (parts.length == 1) {
            return name.equals(pattern);
        }
        int at = parts[0].length();
        if (!name.startsWith(parts[0])) {
            return false;
        }
        for (int i = 1; i < parts.length - 1; i++) {
            int found = name.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return name.length() - last.length() >= at && name.endsWith(last);
    }
}
