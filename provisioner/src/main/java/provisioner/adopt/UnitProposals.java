package provisioner.adopt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.complete.Finding;
import provisioner.state.Survey.Entry;
import provisioner.state.Survey.Listener;

/** Steps for units that somebody enabled, and for those that listen. */
final class UnitProposals {
    /** A link that starts a unit with another one, or that gives it another name. */
    private static final Pattern LINK =
            Pattern.compile("/etc/systemd/system/(?:[^/]+\\.(wants|requires|upholds)/)?([^/]+)");

    private static final String MASK = "/dev/null";

    private final Known known;
    private final FileProposals files;
    private final SequencedMap<String, List<Finding>> enabled = new LinkedHashMap<>();
    private final SequencedMap<String, List<Finding>> listening = new LinkedHashMap<>();

    UnitProposals(Known known, FileProposals files) {
        this.known = known;
        this.files = files;
    }

    /** Takes a finding that is about a unit's being enabled. */
    boolean takes(Finding finding) {
        Optional<Entry> link = known.entry(finding.name()).filter(Entry::isLink);
        Matcher matcher = LINK.matcher(finding.name());
        if (link.isEmpty() || link.get().target().equals(MASK) || !matcher.matches()) {
            return false;
        }
        String target = link.get().target();
        String unit = matcher.group(1) == null ? target.substring(target.lastIndexOf('/') + 1) : matcher.group(2);
        enabled.computeIfAbsent(unit, name -> new ArrayList<>()).add(finding);
        return true;
    }

    /** A socket belongs to the unit whose process listens. */
    Optional<Proposal> socket(Finding finding) {
        String unit = known.survey().listeners().stream()
                .filter(one -> finding.name().equals(one.protocol() + " " + one.address()))
                .map(Listener::unit)
                .filter(name -> name.endsWith(".service") && !name.startsWith("user@"))
                .findFirst()
                .orElse("");
        if (unit.isEmpty()) {
            return Optional.of(
                    Proposal.none(finding, "no unit starts the process; end it, or start it with a 'systemd_unit'"));
        }
        listening.computeIfAbsent(unit, name -> new ArrayList<>()).add(finding);
        return Optional.empty();
    }

    List<Proposal> found() {
        List<Proposal> proposals = new ArrayList<>();
        enabled.forEach((unit, links) -> {
            List<Finding> findings = new ArrayList<>(links);
            findings.addAll(listening.getOrDefault(unit, List.of()));
            List<List<Wish>> alternatives = new ArrayList<>();
            alternatives.add(List.of(service(unit)));
            // A unit that does not run now may still start at a boot.
            if (findings.size() == links.size()) {
                alternatives.add(links.stream()
                        .flatMap(link -> known.entry(link.name()).stream())
                        .map(files::link)
                        .toList());
            }
            proposals.add(new Proposal(findings, alternatives, ""));
        });
        for (Map.Entry<String, List<Finding>> one : listening.entrySet()) {
            if (!enabled.containsKey(one.getKey())) {
                Wish disabled = Wish.of("service", one.getKey() + " is running, and does not start at boot")
                        .with("name", one.getKey())
                        .with("enabled", new Value.Flag(false));
                proposals.add(Proposal.of(one.getValue(), service(one.getKey()), disabled));
            }
        }
        return proposals;
    }

    private static Wish service(String unit) {
        return Wish.of("service", unit + " is running").with("name", unit);
    }
}
