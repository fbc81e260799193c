package provisioner.probe;

import java.util.ArrayList;
import java.util.List;
import provisioner.probe.packets.NftRuleset;
import provisioner.probe.packets.PacketTables;
import provisioner.sh.Scripts;
import provisioner.state.Bytes;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.Observed;
import provisioner.state.PacketFinding;
import provisioner.state.Query.PacketFilterQuery;

/** Compares the kernel's packet filter with what ufw makes of its files, and those files with the package's. */
final class PacketFilterReader implements Reader<PacketFilterQuery> {
    private static final String SCRIPT = Scripts.load(PacketFilterReader.class, "packets.sh");
    private static final String UNREAD = "# Unread";
    private static final String FAILED = "# Failed";

    @Override
    public String script(List<PacketFilterQuery> queries) {
        return SCRIPT;
    }

    @Override
    public void read(List<PacketFilterQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        PacketFilterState state = state(answers);
        queries.forEach(query -> into.put(query, state));
    }

    private static PacketFilterState state(Answers answers) throws ProbeException {
        if (answers.all("packets.readable").isEmpty()) {
            return new PacketFilterState(false, List.of());
        }
        List<PacketFinding> findings = new ArrayList<>(UfwFiles.edits(shown(answers, "packets.files")));
        answers.all("packets.hook").forEach(file -> findings.add(new PacketFinding.Hook(Answers.shown(file))));
        boolean enabled = answers.text("packets.enabled").equals("yes");
        PacketTables kernel4 = family(answers, "ip", "", enabled, findings);
        PacketTables kernel6 = family(answers, "ip6", "6", enabled, findings);
        boolean shared = answers.text("packets.backend").equals("nft");
        findings.addAll(new NftRuleset(shared, kernel4, kernel6).foreign(shown(answers, "packets.nft")));
        for (String version : List.of("", "6")) {
            String legacy = shown(answers, "packets.legacy" + version);
            findings.addAll(PacketTables.parse(legacy).beyond("legacy ip" + version, PacketTables.parse("")));
        }
        return new PacketFilterState(true, findings);
    }

    private static PacketTables family(
            Answers answers, String family, String version, boolean enabled, List<PacketFinding> findings)
            throws ProbeException {
        PacketTables kernel = PacketTables.parse(shown(answers, "packets.kernel" + version));
        String made = shown(answers, "packets.ufw" + version);
        if (made.lines().anyMatch(FAILED::equals)) {
            // What somebody has written into a file is in the way, and named already.
            if (findings.isEmpty()) {
                throw new ProbeException("unknown, ufw's files cannot be loaded: "
                        + made.replace(FAILED, "").strip());
            }
            // Whoever has named that in 'others' hides no more than that.
            findings.addAll(kernel.beyondIdle(family));
        } else if (made.isEmpty()) {
            findings.addAll(kernel.beyondIdle(family));
        } else {
            findings.addAll(kernel.beyond(family, PacketTables.parse(made)));
        }
        return kernel;
    }

    /** One part as text; empty where the script has not sent it. */
    private static String shown(Answers answers, String tag) throws ProbeException {
        List<Bytes> all = answers.all(tag);
        String text = all.isEmpty() ? "" : Answers.shown(answers.one(tag));
        if (text.lines().anyMatch(UNREAD::equals)) {
            throw new ProbeException("unknown, the host does not list its packet filter (" + tag + ")");
        }
        return text;
    }
}
