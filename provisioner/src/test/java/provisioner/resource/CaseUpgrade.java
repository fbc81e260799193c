package provisioner.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Observation.UpgradeState;
import provisioner.state.PackageUpgrade;

/** What a case says that an upgrade would do: {@code packages: [curl 1 2]}, where a version may be {@code -}. */
final class CaseUpgrade {
    private CaseUpgrade() {}

    static UpgradeState read(Node node, Problems problems) {
        Fields fields = Fields.of(node, "an upgrade", problems);
        List<PackageUpgrade> upgrades = new ArrayList<>();
        for (String line : fields.stringList("packages")) {
            String[] words = line.replace(" -", " ").split(" ", -1);
            upgrades.add(new PackageUpgrade(words[0], words[1], words[2]));
        }
        Optional<String> age = fields.optionalString("lists");
        UpgradeState state = new UpgradeState(
                upgrades,
                fields.stringList("kept"),
                age.filter(a -> !a.equals("none"))
                        .map(Duration::parse)
                        .or(() -> age.isPresent() ? Optional.empty() : Optional.of(Duration.ZERO)),
                fields.optionalString("upgraded_by").orElse(""));
        fields.done();
        return state;
    }

    static Object write(UpgradeState state) {
        return new CaseForm()
                .some(
                        "packages",
                        state.upgrades().stream()
                                .map(one -> one.name() + " " + dash(one.from()) + " " + dash(one.to()))
                                .toList())
                .some("kept", state.kept())
                .put("lists", state.listsAge().map(Duration::toString).orElse("none"), "")
                .put("upgraded_by", state.upgradedBy(), "")
                .entries();
    }

    private static String dash(String version) {
        return version.isEmpty() ? "-" : version;
    }
}
