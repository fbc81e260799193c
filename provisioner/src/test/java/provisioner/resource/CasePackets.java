package provisioner.resource;

import java.util.ArrayList;
import java.util.List;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.PacketFinding;

/**
 * What a case says of a host's packet filter, which is clean where it says nothing: {@code unreadable}, or one line for each
 * finding, its fields separated by {@code " | "}: {@code rule | ip | filter | INPUT | -A INPUT -j ACCEPT | true}.
 */
final class CasePackets {
    private CasePackets() {}

    static PacketFilterState read(Node node, Problems problems) {
        if (node instanceof Node.Scalar) {
            return new PacketFilterState(false, List.of());
        }
        List<PacketFinding> findings = new ArrayList<>();
        for (Node item : ((Node.Sequence) node).items()) {
            findings.add(finding(((Node.Scalar) item).text().split(" \\| ", -1)));
        }
        return new PacketFilterState(true, findings);
    }

    private static PacketFinding finding(String[] f) {
        return switch (f[0]) {
            case "rule" -> new PacketFinding.Rule(f[1], f[2], f[3], f[4], Boolean.parseBoolean(f[5]));
            case "absent" -> new PacketFinding.Absent(f[1], f[2], f[3], f[4]);
            case "policy" -> new PacketFinding.Policy(f[1], f[2], f[3], f[4], f[5]);
            case "line" -> new PacketFinding.Line(f[1], Integer.parseInt(f[2]), f[3], Boolean.parseBoolean(f[4]));
            case "hook" -> new PacketFinding.Hook(f[1]);
            default -> throw new IllegalArgumentException("no finding: " + f[0]);
        };
    }

    static Object write(PacketFilterState state) {
        return state.readable()
                ? state.findings().stream().map(CasePackets::text).toList()
                : new Word("unreadable");
    }

    private static String text(PacketFinding finding) {
        return switch (finding) {
            case PacketFinding.Rule r ->
                String.join(" | ", "rule", r.family(), r.table(), r.chain(), r.text(), "" + r.ahead());
            case PacketFinding.Absent a -> String.join(" | ", "absent", a.family(), a.table(), a.chain(), a.text());
            case PacketFinding.Policy p ->
                String.join(" | ", "policy", p.family(), p.table(), p.chain(), p.now(), p.wanted());
            case PacketFinding.Line l ->
                String.join(" | ", "line", l.file(), "" + l.number(), l.text(), "" + l.added());
            case PacketFinding.Hook h -> String.join(" | ", "hook", h.file());
        };
    }
}
