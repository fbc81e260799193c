package provisioner.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.sh.Scripts;
import provisioner.state.Bytes;
import provisioner.state.Observation.UpgradeState;
import provisioner.state.Observed;
import provisioner.state.PackageUpgrade;
import provisioner.state.Query.UpgradeQuery;

/** Reads what apt would do in an upgrade: a simulation, with the lists that the host has. */
final class UpgradeReader implements Reader<UpgradeQuery> {
    private static final String SCRIPT = Scripts.load(UpgradeReader.class, "packages.sh")
            + Scripts.load(Scripts.class, "security-upgrades.sh")
            + Scripts.load(UpgradeReader.class, "upgrades.sh");

    /** {@code Inst curl [7.88.1-10] (7.88.1-11 Debian:12/stable [amd64])}, or {@code Remv curl [7.88.1-10]}. */
    private static final Pattern LINE =
            Pattern.compile("^(Inst|Remv) (\\S+)(?: \\[(\\S+)])?(?: \\((\\S+) .*)?.*$", Pattern.MULTILINE);

    @Override
    public String script(List<UpgradeQuery> queries) {
        StringBuilder script = new StringBuilder(SCRIPT).append("upgrade_lists\n");
        queries.forEach(
                query -> script.append("upgrade_probe ").append(query.word()).append('\n'));
        return script.toString();
    }

    @Override
    public void read(List<UpgradeQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        String age = answers.text("upgrade.lists").strip();
        Optional<Duration> lists =
                age.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(Long.parseLong(age)));
        String by = answers.text("upgrade.mark").strip();
        Reader.each(queries, into, (i, query) -> upgrades(query.word(), answers, lists, by));
    }

    private static UpgradeState upgrades(String word, Answers answers, Optional<Duration> lists, String by)
            throws ProbeException {
        for (Bytes why : answers.all("upgrade.failed." + word)) {
            throw new ProbeException("unknown, apt cannot say what an upgrade would do: "
                    + Answers.shown(why).strip().replace('\n', ' '));
        }
        List<PackageUpgrade> upgrades = new ArrayList<>();
        Matcher lines = LINE.matcher(answers.text("upgrade.plan." + word));
        while (lines.find()) {
            String from = Optional.ofNullable(lines.group(3)).orElse("");
            String to = lines.group(1).equals("Remv")
                    ? ""
                    : Optional.ofNullable(lines.group(4)).orElse("");
            upgrades.add(new PackageUpgrade(lines.group(2), from, to));
        }
        String kept = answers.text("upgrade.kept." + word).strip();
        return new UpgradeState(upgrades, kept.isEmpty() ? List.of() : List.of(kept.split("\\s+")), lists, by);
    }
}
